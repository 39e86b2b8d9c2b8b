/** Why there is no value. One vocabulary for charts, tables, verdicts, runs and exports; absence is never silent. */
export const absences = {
  no_traffic: { word: 'no traffic', why: 'AWS was asked and had no data points: nothing called it.' },
  not_begun: { word: 'not begun', why: 'It did not exist yet.' },
  ended: { word: 'ended', why: 'The resource no longer exists or has finished.' },
  late: { word: 'late', why: 'Not asked yet, or CloudWatch has not settled these minutes.' },
  throttled: { word: 'throttled', why: 'AWS refused the calls as too many; they will be asked again.' },
  denied: { word: 'denied', why: 'The role of Trailwatch lacks a permission.' },
  not_enabled: { word: 'not enabled', why: 'The resource could publish this but is not configured to.' },
  not_published: {
    word: 'not published for this kind',
    why: 'SageMaker does not publish this for this kind of resource.',
  },
  published_elsewhere: {
    word: 'published elsewhere',
    why: 'Goes to the PromQL pipe, which GetMetricData cannot read.',
  },
  retired: { word: 'retired by AWS', why: 'AWS has ended this feature.' },
  not_collected: { word: 'not collected', why: 'Trailwatch did not ask for this time or thing.' },
} as const satisfies Record<string, { word: string; why: string }>;

export type Absence = keyof typeof absences;
