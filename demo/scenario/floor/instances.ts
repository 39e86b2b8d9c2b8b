/** What the floor's metrics need to know of an instance type: CPU sums over cores, GPU over devices. */
type Instance = { vcpus: number; gpus: number; gpuMemoryGiB: number };

const instances: Readonly<Record<string, Instance>> = {
  'ml.c5.2xlarge': { vcpus: 8, gpus: 0, gpuMemoryGiB: 0 },
  'ml.c5.4xlarge': { vcpus: 16, gpus: 0, gpuMemoryGiB: 0 },
  'ml.m5.xlarge': { vcpus: 4, gpus: 0, gpuMemoryGiB: 0 },
  'ml.m5.2xlarge': { vcpus: 8, gpus: 0, gpuMemoryGiB: 0 },
  'ml.m5.4xlarge': { vcpus: 16, gpus: 0, gpuMemoryGiB: 0 },
  'ml.r5.2xlarge': { vcpus: 8, gpus: 0, gpuMemoryGiB: 0 },
  'ml.g4dn.xlarge': { vcpus: 4, gpus: 1, gpuMemoryGiB: 16 },
  'ml.g4dn.12xlarge': { vcpus: 48, gpus: 4, gpuMemoryGiB: 16 },
  'ml.g5.2xlarge': { vcpus: 8, gpus: 1, gpuMemoryGiB: 24 },
  'ml.g5.12xlarge': { vcpus: 48, gpus: 4, gpuMemoryGiB: 24 },
  'ml.g5.48xlarge': { vcpus: 192, gpus: 8, gpuMemoryGiB: 24 },
  'ml.p4d.24xlarge': { vcpus: 96, gpus: 8, gpuMemoryGiB: 40 },
};

/** @throws RangeError when a family names a type that is not in the table */
export function instanceOf(type: string): Instance {
  const found = instances[type];
  if (!found) throw new RangeError(`The floor knows no instance type ${type}`);
  return found;
}
