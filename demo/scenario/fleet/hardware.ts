/** The instance types of the demo: cores, GPUs, and how much one carries beside the next size up of its family. */
export const hardware = {
  'ml.m5.large': { vcpus: 2, gpus: 0 },
  'ml.m5.xlarge': { vcpus: 4, gpus: 0 },
  'ml.m5.2xlarge': { vcpus: 8, gpus: 0 },
  'ml.c5.xlarge': { vcpus: 4, gpus: 0 },
  'ml.c5.2xlarge': { vcpus: 8, gpus: 0 },
  'ml.r5.xlarge': { vcpus: 4, gpus: 0 },
  'ml.g4dn.xlarge': { vcpus: 4, gpus: 1 },
  'ml.g5.xlarge': { vcpus: 4, gpus: 1 },
  'ml.g5.2xlarge': { vcpus: 8, gpus: 1 },
  'ml.g5.12xlarge': { vcpus: 48, gpus: 4 },
  'ml.p4d.24xlarge': { vcpus: 96, gpus: 8 },
  'ml.inf2.xlarge': { vcpus: 4, gpus: 0 },
} as const;

export type HardwareType = keyof typeof hardware;

/** These carry local NVMe storage, which a KMS key cannot be asked for: SageMaker refuses KmsKeyId with them. */
export const hasLocalStorage = (type: HardwareType): boolean => /^ml\.(g4dn|g5|p4d)\./.test(type);
