/** A call by which refusals are compared with what went well: whatever it was on, in whatever Region. */
export const refusedCall = ({ service, action }: { service: string; action: string }): string => `${service} ${action}`;
