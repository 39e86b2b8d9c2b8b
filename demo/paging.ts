import { AwsError } from './aws-error.ts';
import { digestOf, openToken, parametersOf, sealToken } from './tokens.ts';

export type PageRequest<T> = {
  items: readonly T[];
  input: Record<string, unknown>;
  /** The member that carries the token; SageMaker's by default. */
  tokenKey?: string;
  /** The member that asks for a page size; SageMaker's by default. */
  maxKey?: string;
  default: number;
  max: number;
  /** SageMaker's filtered lists now and then answer an empty page that carries a token. */
  emptyPages?: boolean;
  invalidToken?: () => AwsError;
};

export type Page<T> = { items: T[]; nextToken: string | undefined };

/**
 * One page of a list. Tokens are opaque and bound to the request's other parameters.
 * @throws AwsError ValidationException, or what `invalidToken` makes, for a foreign token or a size out of range
 */
export function paginate<T>(request: PageRequest<T>): Page<T> {
  const { items, input, tokenKey = 'NextToken', maxKey = 'MaxResults' } = request;
  const size = pageSize(request, input[maxKey], maxKey);
  const parameters = parametersOf(input, [tokenKey, maxKey]);
  const start = input[tokenKey] === undefined ? { offset: 0, wasEmpty: false } : readToken(input[tokenKey], parameters);
  if (!start || start.offset > items.length) throw (request.invalidToken ?? invalidToken)();
  const remaining = items.length - start.offset;
  if (request.emptyPages && !start.wasEmpty && remaining > 0 && isFiltered(input) && isEmptyPage(parameters, start.offset)) {
    return { items: [], nextToken: writeToken({ offset: start.offset, wasEmpty: true }, parameters) };
  }
  const end = start.offset + size;
  return {
    items: items.slice(start.offset, end),
    nextToken: end < items.length ? writeToken({ offset: end, wasEmpty: false }, parameters) : undefined,
  };
}

type Position = { offset: number; wasEmpty: boolean };

function pageSize<T>(request: PageRequest<T>, asked: unknown, maxKey: string): number {
  if (asked === undefined || asked === null) return request.default;
  if (typeof asked === 'number' && Number.isInteger(asked) && asked >= 1 && asked <= request.max) return asked;
  const bound = typeof asked === 'number' && asked < 1 ? 'greater than or equal to 1' : `less than or equal to ${request.max}`;
  const name = `${maxKey.charAt(0).toLowerCase()}${maxKey.slice(1)}`;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${asked}' at '${name}' failed to satisfy constraint: Member must have value ${bound}`,
  );
}

const invalidToken = (): AwsError => new AwsError('ValidationException', 'Invalid pagination token.');

const isFiltered = (input: Record<string, unknown>): boolean =>
  Object.keys(input).some((name) => /(After|Before|Contains|Equals)$/.test(name));

const isEmptyPage = (parameters: string, offset: number): boolean =>
  Number.parseInt(digestOf([parameters, offset]).slice(0, 8), 16) % 4 === 0;

const writeToken = ({ offset, wasEmpty }: Position, parameters: string): string =>
  sealToken(`${offset}${wasEmpty ? 'e' : ''}`, parameters);

function readToken(token: unknown, parameters: string): Position | undefined {
  const match = /^(\d{1,9})(e?)$/.exec(openToken(token, parameters) ?? '');
  return match ? { offset: Number(match[1]), wasEmpty: match[2] === 'e' } : undefined;
}
