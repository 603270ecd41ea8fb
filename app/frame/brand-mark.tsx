/** The gateway's mark: a gate with a way through. Decorative; the name stands beside it. */
export function BrandMark({ size }: { size: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#0d6b55" />
      <path
        d="M8 24V15a8 8 0 0 1 16 0v9"
        fill="none"
        stroke="#fff"
        strokeWidth="2.5"
        strokeLinecap="round"
      />
      <path
        d="M13 19h8m-3-3 3 3-3 3"
        fill="none"
        stroke="#9fe3cd"
        strokeWidth="2.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
