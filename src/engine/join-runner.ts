import { ScanRunner } from './scan-runner.ts';
export class JoinRunner extends ScanRunner {
  constructor(..._: unknown[]) {
    super(undefined as never);
    throw new Error('not here yet');
  }
}
