import { memoryRevocations } from "./memory-revocations.ts";
import { revocationContract } from "./revocation.contract.ts";

revocationContract("memory", memoryRevocations);
