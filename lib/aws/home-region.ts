/** Where sessions are asked for and proved: the Region of Trailwatch's own credentials, which is on in any case. */
export const homeRegion = (region: string): string => process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || region;
