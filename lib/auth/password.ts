import { TrailwatchError } from '../errors.ts';
import { isKnownPassword } from './known-passwords.ts';

export const shortestPassword = 12;
export const longestPassword = 128;
/** Of 0 to 4; below it, ten thousand million guesses find the password. */
const leastScore = 3;

const load = async () => {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  return new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
  });
};
let loaded: ReturnType<typeof load> | undefined;

const refused = (message: string, mend: string): TrailwatchError => new TrailwatchError('invalid', message, { mend });

const unrelated = 'Use a few words that have nothing to do with each other.';

/**
 * Refuses a password that is short, known or easily guessed. Judged here, by lists that came with the package; nothing is asked elsewhere.
 * @param about words an attacker would try first: the person's own name and address
 * @throws TrailwatchError `invalid`
 */
export async function judgePassword(password: string, about: readonly string[]): Promise<void> {
  const length = [...password].length;
  if (length < shortestPassword)
    throw refused(`The password has ${length} characters.`, `Use ${shortestPassword} or more; a few unrelated words do well.`);
  if (length > longestPassword) throw refused(`The password has more than ${longestPassword} characters.`, 'Use a shorter one.');
  if (await isKnownPassword(password))
    throw refused('The password is easily guessed: many people use it, or it was stolen from another service.', unrelated);
  loaded ??= load();
  const words = [
    'trailwatch',
    'sagemaker',
    ...about.flatMap((text) => [text, ...text.split(/[@.\s]+/)]).filter((word) => word.length > 2),
  ];
  const { score, feedback, sequence } = (await loaded).check(password, words);
  if (score >= leastScore) return;
  if (sequence.some(({ dictionaryName }) => dictionaryName === 'userInputs')) {
    throw refused('The password is easily guessed: it holds your name, your address, or the name of this product.', unrelated);
  }
  throw refused(`The password is easily guessed. ${feedback.warning ?? ''}`.trim(), feedback.suggestions[0] ?? unrelated);
}
