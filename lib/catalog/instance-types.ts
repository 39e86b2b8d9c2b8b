import { table } from './table.ts';
/** What CPU and GPU percentages are summed over. Accelerators that publish no GPU metrics (Inferentia, Trainium) count none. */
export type InstanceType = { vcpus: number; gpus: number };

/** vCPUs by size, where a family follows the common ladder. */
const ladder = {
  medium: 1,
  large: 2,
  xlarge: 4,
  '2xlarge': 8,
  '3xlarge': 12,
  '4xlarge': 16,
  '6xlarge': 24,
  '8xlarge': 32,
  '9xlarge': 36,
  '10xlarge': 40,
  '12xlarge': 48,
  '16xlarge': 64,
  '18xlarge': 72,
  '24xlarge': 96,
  '32xlarge': 128,
  '48xlarge': 192,
} as const;

/** Sizes whose vCPUs differ from the ladder. */
const odd = table<number>({ 't2.medium': 2, 't3.medium': 2, 'c4.8xlarge': 36 });

/** Families of ml.* hosts, with the GPUs of each size. Source: SageMaker pricing and EC2 instance type pages. */
const oneGpu = {
  xlarge: 1,
  '2xlarge': 1,
  '4xlarge': 1,
  '8xlarge': 1,
  '12xlarge': 4,
  '16xlarge': 1,
  '24xlarge': 4,
  '48xlarge': 8,
};
const families = table<Readonly<Record<string, number>> | 'none'>({
  t2: 'none',
  t3: 'none',
  m4: 'none',
  m5: 'none',
  m5d: 'none',
  m6g: 'none',
  m6gd: 'none',
  m6i: 'none',
  m6id: 'none',
  m7g: 'none',
  m7i: 'none',
  m8g: 'none',
  c4: 'none',
  c5: 'none',
  c5d: 'none',
  c5n: 'none',
  c6g: 'none',
  c6gd: 'none',
  c6gn: 'none',
  c6i: 'none',
  c6id: 'none',
  c7g: 'none',
  c7i: 'none',
  c8g: 'none',
  r5: 'none',
  r5d: 'none',
  r6g: 'none',
  r6gd: 'none',
  r6i: 'none',
  r6id: 'none',
  r7g: 'none',
  r7i: 'none',
  r8g: 'none',
  inf1: 'none',
  inf2: 'none',
  trn1: 'none',
  trn1n: 'none',
  trn2: 'none',
  p2: { xlarge: 1, '8xlarge': 8, '16xlarge': 16 },
  p3: { '2xlarge': 1, '8xlarge': 4, '16xlarge': 8 },
  p3dn: { '24xlarge': 8 },
  p4d: { '24xlarge': 8 },
  p4de: { '24xlarge': 8 },
  p5: { '4xlarge': 1, '48xlarge': 8 },
  p5e: { '48xlarge': 8 },
  p5en: { '48xlarge': 8 },
  p6: { '48xlarge': 8 },
  g4dn: oneGpu,
  g5: oneGpu,
  g6: oneGpu,
  g6e: oneGpu,
});

/**
 * Cores and GPUs of "ml.g5.12xlarge", or null for a type this table does not know: its figures are then shown as published.
 * @param name as SageMaker spells it, with or without "ml."
 */
export function instanceType(name: string): InstanceType | null {
  const [family = '', size = ''] = name.replace(/^ml\./, '').split('.');
  const gpus = Object.hasOwn(families, family) ? families[family] : undefined;
  const vcpus = odd[`${family}.${size}`] ?? (Object.hasOwn(ladder, size) ? ladder[size as keyof typeof ladder] : undefined);
  if (gpus === undefined || vcpus === undefined) return null;
  if (gpus === 'none') return { vcpus, gpus: 0 };
  return Object.hasOwn(gpus, size) ? { vcpus, gpus: gpus[size] ?? 0 } : null;
}

/** Whether GPU metrics may be expected: an unknown type of a GPU family is asked, and AWS answers. */
export const mayHaveGpu = (name: string): boolean => (instanceType(name)?.gpus ?? (/^(ml\.)?[gp]\d/.test(name) ? 1 : 0)) > 0;
