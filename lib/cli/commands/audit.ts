import { detectAudit } from '../audit-detect.ts';
import { importAudit } from '../audit-import.ts';
import { verifyPackFile } from '../audit-pack.ts';
import { verifyAudit } from '../audit-verify.ts';
import { type Command, type ExitCode, exitCodes, type Invocation } from '../command.ts';

const verbs = new Map<string, (invocation: Invocation) => Promise<ExitCode>>([
  ['import', importAudit],
  ['detect', detectAudit],
  ['verify', verifyAudit],
  ['verify-pack', verifyPackFile],
]);

export const command: Command = {
  name: 'audit',
  summary:
    'Take CloudTrail files as delivered into the audit store; look for what its rules find; prove that the journal, a trail or a pack is whole',
  usage: [
    'audit import PATH   a file or a folder, gzip, zip or neither: {"Records":[…]}, arrays, JSON lines, EventBridge envelopes',
    'audit detect --since 30d   the rules over events that are stored, after an update brought new ones',
    'audit verify --journal [--checkpoints FILE] [--key FILE]',
    'audit verify --trail FOLDER [--public-keys FILE|FOLDER] [--bucket NAME] [--account ID,ID] [--region NAME,NAME]',
    '             [--trail-name NAME] [--from TIME] [--to TIME]',
    'audit verify-pack FILE|FOLDER [--key FILE|FINGERPRINT]',
    '',
    'import: each record is stored once, verbatim; importing again changes nothing. What cannot be read goes to quarantine',
    'with its reason, and the exit status is 1. Records are kept for the days of retention.audit from the import, however old they are.',
    'detect: events are judged as they come in; this judges those again that happened since, oldest first. Where it is stopped (exit',
    'status 1), the same command goes on; evaluated twice, the same detections stand.',
    'verify --journal: every row of the journal against its hash, its place, and the signed checkpoints of TRAILWATCH_HOME or of FILE,',
    'held against TRAILWATCH_HOME’s key or the one in --key FILE. Exit status: 0 intact, 1 tampered with; each finding names its rows.',
    'verify --trail: every CloudTrail digest and log file of a folder that holds the tree of a trail’s bucket, offline, against the public keys',
    'that aws cloudtrail list-public-keys printed (FOLDER/public-keys.json unless named). Exit status: 0 all verify, 1 they do not.',
    'verify-pack: an evidence pack, zipped or unpacked, against its signature, offline; and the signature against TRAILWATCH_HOME’s keys, or those',
    'of --key: a PEM file like journal.pub, or 16 digits or more of a fingerprint. Exit status: 0 verified, 1 not.',
  ].join('\n'),
  options: {
    journal: { type: 'boolean' },
    checkpoints: { type: 'string' },
    since: { type: 'string' },
    key: { type: 'string' },
    trail: { type: 'string' },
    'public-keys': { type: 'string' },
    bucket: { type: 'string' },
    account: { type: 'string' },
    region: { type: 'string' },
    'trail-name': { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
  },
  // A trail's files, or a pack, are verified on a machine that has nothing but them.
  needs: ({ positionals: [verb], options }) =>
    verb === 'verify-pack' || (verb === 'verify' && options.trail !== undefined) ? [] : ['database'],
  async run(invocation) {
    const verb = verbs.get(invocation.positionals[0] ?? '');
    if (verb) return verb(invocation);
    invocation.say(
      'Usage: npm run trailwatch -- audit import PATH, detect --since 30d, verify --journal, verify --trail FOLDER, or verify-pack FILE',
    );
    return exitCodes.usage;
  },
};
