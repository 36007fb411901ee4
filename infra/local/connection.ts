import type { Connection } from '../operations/outputs.ts';

/** How to reach a local cloud as its administrator. */
export interface LocalConnection extends Required<Connection> {}

/** The emulator's account. */
export const account = '000000000000';

/** The emulator gives every right to the access key `test`. */
export function localConnection(gatewayPort: number): LocalConnection {
  return {
    endpoint: `http://localhost:${gatewayPort}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
}
