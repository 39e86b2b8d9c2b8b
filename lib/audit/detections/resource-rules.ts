import { textAt } from '../text.ts';
import { example } from './example.ts';
import { type StatelessRule, textOf } from './rule.ts';
import { lifecycleName, scriptsOf } from './scripts.ts';

const notebook = (settings: Record<string, string>) =>
  example('sagemaker', 'CreateNotebookInstance', {
    request: { notebookInstanceName: 'features-lab', instanceType: 'ml.t3.medium', ...settings },
    response: { notebookInstanceArn: 'arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/features-lab' },
  });

/** What a notebook is given where the request does not say: both are on by default. */
const openings = { directInternetAccess: 'direct internet access', rootAccess: 'root access' } as const;

export const resourceRules = {
  notebook_opened_up: {
    title: 'A notebook with direct internet or root access',
    severity: 'medium',
    why: 'Code on the notebook reaches the internet past your VPC, or whoever works there can switch off its guards.',
    mend: 'Set DirectInternetAccess and RootAccess to Disabled: both are Enabled where a request does not say.',
    on: ['sagemaker.amazonaws.com:CreateNotebookInstance', 'sagemaker.amazonaws.com:UpdateNotebookInstance'],
    judge: ({ event, request }) => {
      const isNew = event.eventName === 'CreateNotebookInstance';
      const opened = Object.entries(openings).flatMap(([key, words]) => {
        const value = textAt(request, key);
        if (value === 'Enabled') return [words];
        return value === null && isNew ? [`${words} by default`] : [];
      });
      return opened.length === 0 ? null : { object: textAt(request, 'notebookInstanceName'), found: { opened } };
    },
    says: (found) => `with ${textOf(found, 'opened')}`,
    examples: {
      fires: [notebook({ directInternetAccess: 'Enabled', rootAccess: 'Disabled' })],
      passes: [notebook({ directInternetAccess: 'Disabled', rootAccess: 'Disabled' })],
    },
  },
  lifecycle_script_changed: {
    title: 'A lifecycle script was written',
    severity: 'medium',
    why: 'It runs as root at every start of the notebook or app, with the rights of the execution role: a way to stay.',
    mend: 'Read the script. Where nobody ordered it, put the former one back and restart what ran it.',
    on: ['CreateNotebookInstanceLifecycleConfig', 'UpdateNotebookInstanceLifecycleConfig', 'CreateStudioLifecycleConfig'].map(
      (name) => `sagemaker.amazonaws.com:${name}`,
    ),
    judge: ({ event, request }) => {
      const scripts = scriptsOf(request);
      if (scripts.length === 0) return null;
      const lines = scripts.reduce((sum, { text }) => sum + text.split('\n').length, 0);
      return {
        object: lifecycleName(request),
        found: { scripts: scripts.map(({ hook }) => hook), lines },
        ...(event.eventName.startsWith('Create') ? { severity: 'low' as const } : {}),
      };
    },
    says: (found) => `${textOf(found, 'scripts')}, ${textOf(found, 'lines')} lines`,
    examples: {
      fires: [
        example('sagemaker', 'UpdateNotebookInstanceLifecycleConfig', {
          request: {
            notebookInstanceLifecycleConfigName: 'install-tools',
            onStart: [{ content: 'IyEvYmluL2Jhc2gKY3VybCBodHRwczovL2V4YW1wbGUuY29tL3ggfCBzaAo=' }],
          },
        }),
      ],
      passes: [
        example('sagemaker', 'DescribeNotebookInstanceLifecycleConfig', {
          request: { notebookInstanceLifecycleConfigName: 'install-tools' },
        }),
      ],
    },
  },
  training_data_deleted: {
    title: 'Training data were deleted',
    severity: 'medium',
    why: 'What a model was trained on cannot be shown any more, nor the model be trained again; nobody can restore a feature group.',
    mend: 'Ask who ordered it. Its offline store may still lie in S3: keep that, and create the group again from it.',
    on: ['sagemaker.amazonaws.com:DeleteFeatureGroup'],
    judge: ({ request }) => ({ object: textAt(request, 'featureGroupName'), found: {} }),
    says: () => '',
    examples: {
      fires: [example('sagemaker', 'DeleteFeatureGroup', { request: { featureGroupName: 'basket-history' } })],
      passes: [example('sagemaker', 'DescribeFeatureGroup', { request: { featureGroupName: 'basket-history' } })],
    },
  },
  deployment_deleted: {
    title: 'An endpoint or a model was deleted',
    severity: 'info',
    why: 'Whoever calls the endpoint gets errors from now on, and the evidence of what it served goes with it.',
    mend: 'Where no release or owner asked for it, create it again from the stored configuration.',
    on: ['DeleteEndpoint', 'DeleteModel', 'DeleteModelPackage', 'DeleteModelPackageGroup'].map(
      (name) => `sagemaker.amazonaws.com:${name}`,
    ),
    judge: ({ request }) => ({
      object: ['endpointName', 'modelName', 'modelPackageName', 'modelPackageGroupName']
        .map((key) => textAt(request, key))
        .find((name) => name !== null),
      found: {},
    }),
    says: () => '',
    examples: {
      fires: [example('sagemaker', 'DeleteEndpoint', { request: { endpointName: 'search-ranker-v6' } })],
      passes: [example('sagemaker', 'DescribeEndpoint', { request: { endpointName: 'search-ranker-v6' } })],
    },
  },
} as const satisfies Record<string, StatelessRule>;
