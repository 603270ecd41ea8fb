import styles from "./json-text.module.css";
import { type JsonToken, jsonTokens } from "./json-tokens.ts";

// Beyond this, colouring costs more time than it saves a reader.
const COLOURED_LENGTH_MAX = 200_000;

/** A text of its own; laid out and coloured when it is JSON. */
export function JsonText({ text }: { text: string }) {
  const tokens = tokensOf(text);
  return <pre className={styles.text}>{tokens === null ? text : <Coloured tokens={tokens} />}</pre>;
}

/** The same in one line, which may wrap between members. */
export function JsonLine({ text }: { text: string }) {
  const tokens = tokensOf(text);
  if (tokens === null) return text;
  const inLine = tokens.map((token) => (token.kind === "space" ? { ...token, text: " " } : token));
  return <Coloured tokens={inLine} />;
}

function tokensOf(text: string): readonly JsonToken[] | null {
  return text.length > COLOURED_LENGTH_MAX ? null : jsonTokens(text);
}

function Coloured({ tokens }: { tokens: readonly JsonToken[] }) {
  let offset = 0;
  return tokens.map(({ kind, text }) => {
    offset += text.length;
    return (
      <span key={offset} className={styles[kind]}>
        {text}
      </span>
    );
  });
}
