import type { CallFailure } from './call.ts';
import type { SessionState } from './credentials.ts';

/** Why a whole Region answers nothing: not switched on for the account, or no SageMaker in it. */
export type RegionWord = 'not_enabled' | 'no_service';
export type Doubt = { word: RegionWord; failure: CallFailure };

/** How Trailwatch stands with an account: its session, and by Region the newest doubt; null where SageMaker answered since. */
export type Standing = SessionState & { doubts: ReadonlyMap<string, Doubt | null> };

const unknownToRegion = /^(UnrecognizedClient|InvalidClientTokenId|OptInRequired|RegionDisabled)/;
const unknownService = /^(UnknownOperation|InvalidAction)/;

/**
 * What a failed call of SageMaker says about its Region. A Region that is off knows no session; where there is no SageMaker, its name
 * does not resolve, or a gateway knows no operation of it. Both may have other causes, so it is a doubt until the session is proved.
 */
export function doubtOf({ service, operation, code }: CallFailure): RegionWord | null {
  if (service !== 'sagemaker') return null;
  if (unknownToRegion.test(code)) return 'not_enabled';
  const isAbsent = code === 'ENOTFOUND' || (operation === 'ListEndpoints' && unknownService.test(code));
  return isAbsent ? 'no_service' : null;
}
