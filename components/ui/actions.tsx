import { ExternalLink, Terminal } from 'lucide-react';
import { CopyButton } from './copy-button.tsx';

type Kind = 'plain' | 'quiet';

/** The same thing in the AWS console, account and Region in the link. */
export function OpenInAws({ href, kind = 'plain' }: { href: string; kind?: Kind }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className="button" data-kind={kind}>
      {kind === 'plain' && <ExternalLink size={13} aria-hidden="true" />}
      Open in AWS
    </a>
  );
}

/** The very call whose answer is shown, as a line for a shell. */
export function CopyCli({ command, kind = 'plain' }: { command: string; kind?: Kind }) {
  return (
    <CopyButton
      text={command}
      label="Copy as AWS CLI"
      kind={kind}
      icon={kind === 'plain' && <Terminal size={13} aria-hidden="true" />}
    />
  );
}

/** CSV (safe in a spreadsheet) and JSON of the same table. Plain links: a download is no page. */
export const ExportLinks = ({ csv, json }: { csv: string; json: string }) => (
  <span className="inline-flex gap-1">
    <a href={csv} download className="hover:text-ink hover:underline">
      CSV
    </a>
    <span aria-hidden="true">·</span>
    <a href={json} download className="hover:text-ink hover:underline">
      JSON
    </a>
  </span>
);
