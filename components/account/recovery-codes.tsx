/** Shown once: what is stored does not lead back to them. */
export const RecoveryCodes = ({ codes }: { codes: readonly string[] }) => (
  <div className="pb-3">
    <p className="pb-2 text-12 text-ink-2">
      Recovery codes: each signs you in once, without the app. Keep them where you keep passwords; they are not shown again.
    </p>
    <ul className="recovery-codes" aria-label="Recovery codes">
      {codes.map((code) => (
        <li key={code}>{code}</li>
      ))}
    </ul>
  </div>
);
