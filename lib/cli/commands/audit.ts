import { detectAudit } from '../audit-detect.ts';
import { importAudit } from '../audit-import.ts';
import { verifyPackFile } from '../audit-pack.ts';
import { reindexAudit } from '../audit-reindex.ts';
import { verifyAudit } from '../audit-verify.ts';
import { type Command, type ExitCode, exitCodes, type Invocation } from '../command.ts';
import { isS3Url, saysWho } from '../s3-place.ts';

const verbs = new Map<string, (invocation: Invocation) => Promise<ExitCode>>([
  ['import', importAudit],
  ['detect', detectAudit],
  ['reindex', reindexAudit],
  ['verify', verifyAudit],
  ['verify-pack', verifyPackFile],
]);

export const command: Command = {
  name: 'audit',
  summary:
    'Take CloudTrail files as delivered into the audit store; look for what its rules find; prove that the journal, a trail or a pack is whole',
  usage: [
    'audit import PATH   a file or a folder, gzip, zip or neither: {"Records":[…]}, arrays, JSON lines, EventBridge envelopes',
    'audit import s3://BUCKET/PREFIX [--role ARN [--external-id ID]] [--region NAME] [--profile NAME]   the same of every object below it',
    'audit detect --since 30d   the rules over events that are stored, after an update brought new ones',
    'audit reindex   what events are searched by, anew from what is stored',
    'audit verify --journal [--checkpoints FILE] [--key FILE]',
    'audit verify --trail FOLDER [--public-keys FILE|FOLDER] [--bucket NAME] [--account ID,ID] [--region NAME,NAME]',
    '             [--trail-name NAME] [--from TIME] [--to TIME]',
    'audit verify-pack FILE|FOLDER [--key FILE|FINGERPRINT]',
    '',
    'import: each record is stored once, verbatim; importing again changes nothing. What cannot be read goes to quarantine',
    'with its reason, and the exit status is 1. Records are kept for the days of retention.audit from the import, however old they are.',
    'import s3://…: PREFIX is what keys begin with, as it stands in them; each object is copied to a file of TMPDIR while it is read. Read as',
    'trailwatch.yaml says for a bucket that it names (audit.sources), else as the options say; what that takes, `policy --feature trails`',
    'prints. An object that is denied, gone or changed meanwhile is told, and the rest goes on; the exit status is then 1.',
    'detect: events are judged as they come in; this judges those again that happened since, oldest first. Where it is stopped (exit',
    'status 1), the same command goes on; evaluated twice, the same detections stand.',
    'reindex: a month at a time, while its savers wait; for a database that was restored in part or changed by hand.',
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
    role: { type: 'string' },
    'external-id': { type: 'string' },
    profile: { type: 'string' },
    'trail-name': { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
  },
  needs({ positionals: [verb, path = ''], options }) {
    // A trail's files, or a pack, are verified on a machine that has nothing but them.
    if (verb === 'verify-pack' || (verb === 'verify' && options.trail !== undefined)) return [];
    return verb === 'import' && isS3Url(path) && !saysWho({ options }) ? ['database', 'aws'] : ['database'];
  },
  async run(invocation) {
    const verb = verbs.get(invocation.positionals[0] ?? '');
    if (verb) return verb(invocation);
    invocation.say(
      'Usage: npm run trailwatch -- audit import PATH|s3://BUCKET/PREFIX, detect --since 30d, reindex, verify --journal, verify --trail FOLDER, or verify-pack FILE',
    );
    return exitCodes.usage;
  },
};
