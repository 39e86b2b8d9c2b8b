/**
 * Who may import whom. A row's `may` lists what it may reach besides its own folder; all else of the project is forbidden, and `else` says
 * where such code belongs. Tests are free: they stand beside the code and set up whatever they need.
 */
const common = 'lib/(catalog/|(time|errors|format)\\.ts)';
const pure = 'lib/(metrics|audit|alerts|posture|journal|teams)/';
const shell =
  'lib/(config|config-alert-parts|config-alert-past|config-alert-rules|config-alerts|config-channels|config-one-rule|config-log|config-problems|config-server|config-sign-in|log|process|secret|security-log)\\.ts';
const scope = 'lib/auth/scope\\.ts';
const tests = '\\.(test|e2e)\\.tsx?$|^lib/testing/|/testing/|^e2e/|^vitest\\.config\\.ts$';
const ours = '^(app|components|lib|demo|bench|e2e|prisma/generated)/|^server\\.ts$';

/** @typedef {{ name: string, from: string, may: string[], else: string }} Row */
/** @type {Row[]} */
export const matrix = [
  {
    name: 'catalogue',
    from: common,
    may: [],
    else: 'the catalogue is tables without I/O: reading and writing belong to lib/aws, lib/store or lib/queries',
  },
  {
    name: 'pure-domain',
    from: pure,
    may: [common],
    else: 'domain code is pure: hand it what it needs as a parameter; I/O belongs to lib/collect, lib/store or lib/queries',
  },
  {
    name: 'aws',
    from: 'lib/aws/',
    may: [common, shell],
    else: 'lib/aws only speaks to AWS: what is to be stored goes back to lib/collect, which calls lib/store',
  },
  {
    name: 'store',
    from: 'lib/store/',
    may: [common, pure, shell, 'lib/db\\.ts', 'lib/ship/warning-message\\.ts', 'prisma/generated/'],
    else: 'lib/store only writes: reads belong to lib/queries, calls of AWS to lib/aws, their meeting to lib/collect',
  },
  {
    name: 'auth',
    from: 'lib/auth/',
    may: [common, shell, 'lib/db\\.ts', 'lib/store/', 'lib/http/(client|json-body|network|problem)\\.ts'],
    else: 'lib/auth knows people, sessions and doors: what they look at belongs to lib/queries, what they see to app and components',
  },
  {
    name: 'api',
    from: 'lib/api/',
    may: [common, pure, shell, 'lib/db\\.ts', 'lib/(auth|store|http)/'],
    else: 'lib/api is the one way into an operation: what it reads and shows belongs to lib/queries and the route that calls both',
  },
  {
    name: 'queries',
    from: 'lib/queries/',
    may: [common, pure, scope, 'lib/(config|config-one-rule|db|log|process)\\.ts', 'prisma/generated/'],
    else: 'lib/queries only reads the database: writes belong to lib/store, calls of AWS to lib/collect',
  },
  {
    name: 'collect',
    from: 'lib/collect/',
    may: [common, pure, shell, scope, 'lib/auth/sealed-identity\\.ts', 'lib/db\\.ts', 'lib/(aws|store|queries)/'],
    else: 'collectors join lib/aws and lib/store: what knows people or pages belongs to lib/auth, app or components',
  },
  {
    name: 'http',
    from: 'lib/http/',
    may: [common, shell],
    else: 'lib/http judges requests before Next sees them: what reads data belongs to lib/queries and a route of app/api',
  },
  {
    name: 'ship',
    from: 'lib/ship/',
    may: [common, shell, 'lib/journal/row\\.ts', 'lib/terminal\\.ts'],
    else: 'lib/ship writes messages and sends them: what is to be sent, and how far it went, belongs to lib/store and lib/worker',
  },
  {
    name: 'notify',
    from: 'lib/notify/',
    may: [common, shell],
    else: 'lib/notify writes messages and sends them: what is to be sent, and what came of it, belongs to lib/store and lib/worker',
  },
  {
    name: 'platform',
    from: 'lib/(launch|postgres|migrate)/',
    may: [
      common,
      shell,
      'lib/http/(listen|tls)\\.ts',
      'lib/auth/(setup-link|secrets|encrypt-anew|publish-sealing-key)\\.ts',
      'lib/db\\.ts',
    ],
    else: 'the platform starts processes and databases and knows nothing of what they do: that belongs to lib/worker or lib/cli',
  },
  {
    name: 'worker-and-cli',
    from: 'lib/(worker|cli)/',
    may: ['lib/(?!auth/session|testing/)'],
    else: 'worker and command line know no pages and no people: what shows something belongs to app or components, sessions to lib/auth',
  },
  {
    name: 'bench',
    from: 'bench/',
    may: ['lib/(?!auth/session)', 'demo/', 'e2e/(product|session)\\.ts'],
    else: 'benches measure lib and demo from outside: what they need of a page they fetch over HTTP',
  },
  {
    name: 'components',
    from: 'components/',
    may: [common, pure],
    else: 'components take props: the page awaits lib/queries and hands the records down (types may come from queries and domain code)',
  },
  {
    name: 'pages',
    from: 'app/(?!api/)(?!.*route\\.ts$)',
    may: [common, pure, 'components/', 'lib/(queries|auth)/'],
    else: 'a page awaits lib/queries and composes components: writes belong to app/api routes, collection to the worker',
  },
  {
    name: 'routes',
    from: 'app/(api/|.*route\\.ts$)',
    may: [common, pure, 'lib/(api|auth|store|queries|http)/', 'lib/log\\.ts', 'components/url/view(-query)?\\.ts'],
    else: 'a route handler calls lib/queries or lib/store: SQL belongs there, AWS to the worker, which lib/store asks',
  },
  {
    name: 'demo',
    from: 'demo/',
    may: ['lib/catalog/', 'lib/time\\.ts'],
    else: 'the demo account is ordinary AWS: it shares tables and the clock with lib, nothing else',
  },
  {
    name: 'web-server',
    from: 'server\\.ts$',
    may: ['lib/http/', shell, 'lib/db\\.ts', 'lib/store/security-warnings\\.ts'],
    else: 'the web server judges requests and hands them to Next: data belongs to lib/queries and routes',
  },
];

/** Types cross from queries and domain code to components: records are props. */
const typesFor = { components: ['lib/(queries|metrics|audit)/'] };

/** @typedef {import('dependency-cruiser').IForbiddenRuleType} Rule */

/** @returns {Rule[]} */
const fromMatrix = (/** @type {Row} */ { name, from, may, else: comment }) => {
  const reach = [from, ...may].map((path) => `^${path}`);
  const types = /** @type {Record<string, string[]>} */ (typesFor)[name]?.map((path) => `^${path}`) ?? [];
  const rule = { name, severity: /** @type {const} */ ('error'), comment, from: { path: `^${from}`, pathNot: tests } };
  if (types.length === 0) return [{ ...rule, to: { path: ours, pathNot: reach } }];
  return [
    { ...rule, to: { path: ours, pathNot: [...reach, ...types] } },
    { ...rule, to: { path: types, pathNot: reach, dependencyTypesNot: ['type-only'] } },
  ];
};

/** Packages have homes too.
 * @type {Rule[]} */
const packages = [
  {
    name: 'aws-sdk-at-home',
    severity: 'error',
    comment: 'lib/aws alone speaks to AWS: add a function there',
    from: { path: ours, pathNot: [tests, '^lib/aws/', '^bench/'] },
    to: { path: 'node_modules/@aws-sdk/' },
  },
  {
    name: 'web-never-collects',
    severity: 'error',
    comment: 'the web process asks a worker, through lib/store: nothing that it loads, however far away, may call AWS or collect',
    from: { path: '^(app|components|lib/(http|queries|api|auth))/|^server\\.ts$', pathNot: tests },
    to: { path: '^lib/(aws|collect|worker)/', reachable: true },
  },
  {
    name: 'pure-without-io',
    severity: 'error',
    comment: 'tables and domain code do no I/O: hand them what they need as a parameter',
    from: { path: `^(${common}|${pure})`, pathNot: tests },
    to: {
      dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer'],
      // Of these, the functions that take bytes and say something of them, or give others.
      pathNot: ['node_modules/zod/', '^(node:)?(buffer|crypto|zlib)$'],
    },
  },
  {
    name: 'database-at-home',
    severity: 'error',
    comment: 'SQL and Prisma belong to lib/store (writes) and lib/queries (reads)',
    from: {
      path: ours,
      pathNot: [tests, '^lib/(db\\.ts|store/|queries/|migrate/|postgres/|worker/)', '^prisma/generated/', '^bench/'],
    },
    to: {
      path: 'node_modules/(pg|pg-boss|pg-copy-streams|@prisma/[^/]+)/|^prisma/generated/',
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'react-at-home',
    severity: 'error',
    comment: 'pages and components alone know React and Next',
    from: { path: ours, pathNot: [tests, '^(app|components)/', '^server\\.ts$', '^lib/auth/session\\.ts$'] },
    to: { path: 'node_modules/(react|react-dom|next|nuqs|@base-ui)/' },
  },
  {
    name: 'server-only-at-home',
    severity: 'error',
    comment: 'server-only throws outside Next: only queries and the session may ask for it',
    from: { path: ours, pathNot: ['^lib/queries/', '^lib/auth/session\\.ts$'] },
    // Named also where the package is not installed: nothing imports it yet.
    to: { path: '(^|node_modules/)server-only(/|$)' },
  },
  {
    name: 'end-to-end-from-outside',
    severity: 'error',
    comment: 'end-to-end tests see what a browser sees: expectations come from the demo scenario, never from inside lib',
    from: { path: '^e2e/' },
    to: { path: '^(app|components|lib|prisma/generated)/' },
  },
  {
    name: 'no-test-code-in-the-product',
    severity: 'error',
    comment: 'what the product needs does not live in tests',
    from: { path: ours, pathNot: [tests, '^bench/'] },
    to: { path: tests },
  },
  {
    name: 'resolvable',
    severity: 'error',
    comment: 'this import leads nowhere',
    from: { path: ours },
    to: { couldNotResolve: true, pathNot: ['^#prisma/', '^bun:'] },
  },
  {
    name: 'no-cycles',
    severity: 'error',
    comment: 'two files that need each other are one thing, or a third is missing',
    from: { path: ours, pathNot: '^prisma/generated/' },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...matrix.flatMap(fromMatrix), ...packages],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|node_modules/.*/node_modules)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
