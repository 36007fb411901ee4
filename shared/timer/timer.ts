import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { log } from '../log/log.ts';
import type { TimerInput } from './timer-input.ts';

/** Starts and stops the executions of one timer machine. A timer is a hint: the row decides. */
export class Timer {
  readonly #sfn: SFNClient;
  readonly #machineArn: string;

  constructor(sfn: SFNClient, machineArn: string) {
    this.#sfn = sfn;
    this.#machineArn = machineArn;
  }

  /** @param name `<id>-<generation>`: arming twice is one timer, so "exists already" is success */
  async start(name: string, input: TimerInput): Promise<void> {
    try {
      await this.#sfn.send(
        new StartExecutionCommand({ stateMachineArn: this.#machineArn, name, input: JSON.stringify(input) }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  }

  /** Best effort: a timer that runs on finds its row settled and writes nothing. */
  async stop(name: string): Promise<void> {
    const executionArn = `${this.#machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    try {
      await this.#sfn.send(new StopExecutionCommand({ executionArn }));
    } catch (error) {
      if (!(error instanceof ExecutionDoesNotExist)) log.warn('timer not stopped', { timer: name });
    }
  }
}
