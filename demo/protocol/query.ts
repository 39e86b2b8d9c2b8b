import { AwsError } from '../aws-error.ts';
import { addressOf } from '../services/names.ts';
import { faultOf, queryCode, queryStatus } from './error-codes.ts';
import type { HttpRequest } from './http.ts';
import { booleanMembers, numberMembers, timestampMembers } from './members.ts';
import type { Protocol, Reply } from './protocol.ts';
import { xmlMembers, xmlText } from './xml.ts';

/** awsQuery: form fields in (`A.member.1.B=…`), XML out. */
export const query: Protocol = {
  operation(request, service) {
    const fields = fieldsOf(request);
    const version = fields.get('Version');
    if (service && version && version !== addressOf(service).query?.version) return '';
    return fields.get('Action') ?? '';
  },

  input(request) {
    const input: Tree = {};
    for (const [name, value] of fieldsOf(request)) {
      if (name !== 'Action' && name !== 'Version') plant(input, name.split('.'), value);
    }
    return gathered(input) as Record<string, unknown>;
  },

  success(output, reply) {
    const { operation } = reply;
    const result = `<${operation}Result>${xmlMembers(output)}</${operation}Result>`;
    const metadata = `<ResponseMetadata><RequestId>${reply.requestId}</RequestId></ResponseMetadata>`;
    return answer(200, `<${operation}Response xmlns="${namespaceOf(reply)}">${result}${metadata}</${operation}Response>`, reply);
  },

  failure(error, reply) {
    const code = `<Code>${xmlText(queryCode(error))}</Code><Message>${xmlText(error.message)}</Message>`;
    const body = `<Error><Type>${faultOf(error)}</Type>${code}</Error><RequestId>${reply.requestId}</RequestId>`;
    return answer(queryStatus(error), `<ErrorResponse xmlns="${namespaceOf(reply)}">${body}</ErrorResponse>`, reply);
  },
};

type Tree = { [name: string]: Tree | string };

function fieldsOf(request: HttpRequest): URLSearchParams {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return new URLSearchParams(isForm ? request.body.toString('utf8') : request.query);
}

function plant(tree: Tree, path: readonly string[], value: string): void {
  let at = tree;
  for (const name of path.slice(0, -1)) {
    if (name === '__proto__') return;
    const next = at[name];
    const branch = typeof next === 'object' ? next : {};
    at[name] = branch;
    at = branch;
  }
  at[path.at(-1) ?? ''] = value;
}

/** Turns `{member: {1: …, 2: …}}` into lists and texts into what their member's name says they are. */
function gathered(tree: Tree | string, name = ''): unknown {
  if (typeof tree === 'string') return typed(tree, name);
  const member = tree.member;
  if (member !== undefined && typeof member === 'object') {
    return Object.entries(member)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([, item]) => gathered(item, name));
  }
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, gathered(item, key)]));
}

function typed(text: string, name: string): unknown {
  if (numberMembers.has(name)) return parsed(Number(text), name);
  if (timestampMembers.has(name)) return parsed(Date.parse(text) / 1000, name);
  return booleanMembers.has(name) ? text === 'true' : text;
}

function parsed(value: number, name: string): number {
  if (Number.isNaN(value)) throw new AwsError('SerializationException', `The value of ${name} could not be parsed.`);
  return value;
}

const namespaceOf = (reply: Reply): string =>
  (reply.service && addressOf(reply.service).query?.namespace) ?? 'https://webservices.amazon.com/doc/';

const answer = (status: number, xml: string, reply: Reply) => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': reply.requestId },
  body: Buffer.from(xml),
});
