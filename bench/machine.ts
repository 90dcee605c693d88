import os from 'node:os';
import type { Peer } from './peers/peer.js';

/** Where and with what something was measured. */
export interface Setting {
  readonly cpu: string;
  readonly cores: number;
  readonly memory: number;
  readonly system: string;
  /** Load average of the last minute, when it began. */
  readonly load: number;
  readonly date: string;
  readonly versions: Readonly<Record<string, string>>;
}

export async function setting(peers: readonly Peer[]): Promise<Setting> {
  const cpus = os.cpus();
  const versions: Record<string, string> = {};
  for (const peer of peers) versions[peer.name] = (await peer.version()) ?? 'not installed';
  return {
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    memory: os.totalmem(),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    load: os.loadavg()[0],
    date: new Date().toISOString().slice(0, 10),
    versions,
  };
}
