import { type FeatureId, featureIds, features, isFeature } from '#lib/aws/features.ts';
import { leastPrivilegePolicy, memberFeatures } from '#lib/aws/policy.ts';
import { roleTemplate } from '#lib/aws/role-template.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { type Command, exitCodes } from '../command.ts';

const formats = { json: leastPrivilegePolicy, cloudformation: roleTemplate } as const;
const isFormat = (text: unknown): text is keyof typeof formats => typeof text === 'string' && Object.hasOwn(formats, text);

/** @throws TrailwatchError for a word that is no feature */
function featuresIn(text: unknown): readonly FeatureId[] {
  if (typeof text !== 'string') return memberFeatures;
  return text.split(',').map((word) => {
    if (isFeature(word)) return word;
    throw new TrailwatchError('invalid', `--feature ${word} is none`, { mend: `give some of ${featureIds.join(', ')}` });
  });
}

export const command: Command = {
  name: 'policy',
  summary:
    'Print the IAM policy that the role of Trailwatch needs, and nothing beyond it; or a CloudFormation template of the role',
  usage: [
    'npm run -s trailwatch -- policy [--format json|cloudformation] [--feature NAME,NAME]',
    'npm run -s trailwatch -- policy > policy.json',
    'aws iam put-role-policy --role-name TrailwatchReadOnly --policy-name trailwatch --policy-document file://policy.json',
    '',
    'npm run -s trailwatch -- policy --format cloudformation > role.json',
    'For one account as a stack, for all of an organization as a StackSet; the template asks for whom to trust and the external ID.',
    '',
    'Features, all of them but organization where none is named:',
    ...featureIds.map((id) => `  ${id.padEnd(13)}${features[id].reads}`),
  ].join('\n'),
  options: { format: { type: 'string' }, feature: { type: 'string' } },
  run: async ({ options, print }) => {
    const format = options.format ?? 'json';
    if (!isFormat(format)) {
      throw new TrailwatchError('invalid', `--format ${format} is none`, {
        mend: `give one of ${Object.keys(formats).join(', ')}`,
      });
    }
    print(formats[format](featuresIn(options.feature)));
    return exitCodes.ok;
  },
};
