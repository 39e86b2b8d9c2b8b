import { leastPrivilegePolicy } from '#lib/aws/policy.ts';
import { type Command, exitCodes } from '../command.ts';

export const command: Command = {
  name: 'policy',
  summary: 'Print the IAM policy that the role of Trailwatch needs, and nothing beyond it',
  usage:
    'npm run -s trailwatch -- policy > policy.json\naws iam put-role-policy --role-name TrailwatchReadOnly --policy-name trailwatch --policy-document file://policy.json',
  run: async ({ print }) => {
    print(leastPrivilegePolicy());
    return exitCodes.ok;
  },
};
