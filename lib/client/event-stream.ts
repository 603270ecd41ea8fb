/** One dispatched event of an event stream. */
export type StreamEvent = Readonly<{ id: string; name: string; data: string }>;

/**
 * Reads an event stream piece by piece, however the pieces are cut: give it decoded text, get the
 * events that are complete by now (HTML, server-sent events, section 9.2.6). Comments and retry
 * times are skipped; what is unfinished at the end is no event.
 */
export function eventStreamReader(): (text: string) => StreamEvent[] {
  let rest = "";
  let lastId = "";
  let fields = noFields();

  return function read(text) {
    const events: StreamEvent[] = [];
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line !== "") {
        takeLine(fields, line);
        continue;
      }
      lastId = fields.id ?? lastId;
      const data = fields.data.join("\n");
      if (fields.data.length > 0) events.push({ id: lastId, name: fields.name || "message", data });
      fields = noFields();
    }
    return events;
  };
}

type Fields = { id: string | null; name: string; data: string[] };

function noFields(): Fields {
  return { id: null, name: "", data: [] };
}

function takeLine(fields: Fields, line: string): void {
  const [, name = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
  if (name === "data") fields.data.push(value);
  if (name === "event") fields.name = value;
  if (name === "id" && !value.includes("\0")) fields.id = value;
}
