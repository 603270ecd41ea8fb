import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureSystemProgram } from "../../scripts/system-program.ts";

export type Certificate = {
  /** PEM file, for whoever is to trust it. */
  readonly file: string;
  readonly certificate: string;
  readonly key: string;
};

/** A certificate of the loopback address, signed by itself, for two days. */
export function loopbackCertificate(): Certificate {
  const openssl = ensureSystemProgram({ name: "openssl", versionArgument: "version" });
  const directory = mkdtempSync(join(tmpdir(), "gateway-certificate-"));
  const file = join(directory, "certificate.pem");
  const keyFile = join(directory, "key.pem");
  const { status, stderr } = spawnSync(
    openssl,
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-days", "2", "-subj", "/CN=loopback", "-addext", "subjectAltName=IP:127.0.0.1"],
      ...["-keyout", keyFile, "-out", file],
    ],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`openssl made no certificate:\n${stderr}`);
  return {
    file,
    certificate: readFileSync(file, "utf8"),
    key: readFileSync(keyFile, "utf8"),
  };
}
