import type { Made, Selection } from './selection.ts';
import { takenWords } from './words.ts';

const recordWords = (people: Selection['people']): string =>
  people === 'by their names'
    ? 'each CloudTrail record byte for byte as it was delivered, a line feed after each;'
    : 'each CloudTrail record as the asker may see it, with pseudonyms for people and so not as delivered, a line feed after each;';

/** What a pack holds, and how it is verified without Trailwatch. */
export const readmeText = (selection: Selection, made: Made): string => `EVIDENCE FROM TRAILWATCH

${takenWords(selection.population, selection.sample)}
As of ${selection.asOf}. Made ${made.madeAt}.

WHAT IS IN IT
  report.html       for reading and printing: what was asked, how complete it is, every event in a sentence
  selection.json    what was asked, of what, as of when, and how a sample was drawn
  population.csv    the key of every event that matched, and which were taken
  events.csv        the events that were taken, with the place, length in bytes and SHA-256 of each record
  records-*.jsonl   ${recordWords(selection.people)}
                    a record that was delivered over several lines stays so: events.csv says where each begins
  coverage.csv      how far the events of each account and Region are complete
  integrity.csv     what CloudTrail's digests prove of each hour of each trail
  made.json         when this pack was made, and who asked
  manifest.json     the SHA-256 of every file above; signature.json signs it
  verify.mjs        verifies all of this

HOW TO VERIFY IT
  On any machine with Node (16 or newer) and nothing else, take verify.mjs out of the pack and run
    node verify.mjs PACK.zip            or, unpacked, node verify.mjs FOLDER
  It ends with exit status 0 if every byte is as it was signed, and with 1 if one is not.
  A verifier out of a forged pack may be forged too: use one that you had before, or Trailwatch's own,
    npm run trailwatch -- audit verify-pack PACK.zip

WHOSE SIGNATURE IT IS
  The verifier prints the key's fingerprint. Hold it against the installation's own: the first 16 digits stand in each row "Signed an
  evidence pack" and "Signed a checkpoint of the journal" of the page Journal, and journal/journal.pub in TRAILWATCH_HOME is the key itself:
    node verify.mjs PACK.zip --key journal.pub
    node verify.mjs PACK.zip --key 16-OR-MORE-DIGITS-OF-THE-FINGERPRINT

MAKING IT AGAIN
  Open this path of Trailwatch, and ask for an evidence pack with the same n, seed and strata:
    ${selection.filter.url}
  The content's sum, which the verifier prints, is then the same: of selection.json, population.csv and the records. It differs where the
  retention has deleted events since, resources went to another team, a trail delivered other bytes of the same record, or an import
  was under way.
`;
