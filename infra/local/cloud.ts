import { type Outputs, output, readOutputs, stacksOf } from '../operations/outputs.ts';
import { type LocalConnection, localConnection } from './connection.ts';
import { deploy } from './deploy.ts';
import { startEmulator } from './emulator.ts';
import { type Intercept, openGateway } from './gateway.ts';
import { claimStateFolder, type StateFolder } from './state-folder.ts';

export interface CloudOptions {
  /** The company whose profile is deployed. */
  readonly company: string;
  /** Folder for everything that must be found again after a restart. */
  readonly stateDir: string;
  /** Port of the front door; 0 = any free one. */
  readonly port: number;
  /** Decides on each call that passes the gateway; for tests that break things. */
  readonly intercept?: Intercept;
  /** `host:port` of an SMTP server that gets a copy of each e-mail. */
  readonly smtpHost?: string;
  readonly onProgress: (line: string) => void;
  /** Gives up while the cloud is still starting. */
  readonly signal?: AbortSignal;
}

/** A local cloud with the company's stacks deployed. */
export interface Cloud {
  /** The one address: `/v1/…` is the product's API, everything else the emulated AWS. */
  readonly url: string;
  readonly apiId: string;
  readonly outputs: Outputs;
  readonly connection: LocalConnection;
  readonly state: StateFolder;
  /** Nothing was deployed here before. */
  readonly firstStart: boolean;
  /** Resolves when the emulator has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Saves and ends everything. Safe to call twice. */
  stop(): Promise<void>;
  /** After its end: whether its state could be saved. */
  wasSaved(): boolean;
  /** Ends everything at once without saving. */
  kill(): void;
}

/** Starts emulator and gateway and deploys the company. Leaves nothing behind when it fails. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { company, onProgress, signal, smtpHost } = options;
  const state = await claimStateFolder(options.stateDir);
  const cleanUps: (() => unknown)[] = [() => state.release()];
  try {
    const gateway = await openGateway(options);
    cleanUps.unshift(() => gateway.close());
    onProgress('启动模拟器 starting the emulator');
    const emulator = await startEmulator({ state, gatewayPort: gateway.port, smtpHost });
    cleanUps.unshift(() => emulator.kill());
    gateway.connect(emulator.port);
    signal?.throwIfAborted();

    const connection = localConnection(gateway.port);
    const url = connection.endpoint;
    const firstStart = (await stacksOf(connection, company)).size === 0;
    await deploy({ company, connection, publicUrl: url, state, onProgress, signal });
    const outputs = await readOutputs(connection, company);
    const apiId = output(outputs, 'platform', 'ApiId');
    gateway.serve(apiId);
    const stop = async () => {
      await emulator.stop();
      await gateway.close();
      await state.release();
    };
    let stopping: Promise<void> | undefined;
    return {
      url,
      apiId,
      outputs,
      connection,
      state,
      firstStart,
      ended: emulator.ended,
      kill: emulator.kill,
      wasSaved: emulator.wasSaved,
      stop: () => {
        stopping ??= stop();
        return stopping;
      },
    };
  } catch (error) {
    for (const cleanUp of cleanUps) await cleanUp();
    throw error;
  }
}
