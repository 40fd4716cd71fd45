import { SIGNAL, signalOfLinux, type Stop } from './stop.js';
import { threadId } from './threads.js';

/** What the client said in qSupported that it understands in stop replies. */
export interface StopFeatures {
  readonly swbreak: boolean;
  readonly hwbreak: boolean;
}

/** The payload that tells of a stop (GDB manual, E.3). */
export function stopReply(stop: Stop, features: StopFeatures): string {
  if (stop.kind === 'exit') {
    const { ending } = stop;
    return ending?.kind === 'killed' ? `X${byte(signalOfLinux(ending.signal))}` : `W${byte((ending?.status ?? 0) & 0xff)}`;
  }
  const reason = reasonOf(stop, features);
  return `T${byte(stop.kind === 'signal' ? stop.signal : SIGNAL.trap)}thread:${threadId(stop.core)};${reason}`;
}

function reasonOf(stop: Exclude<Stop, { kind: 'exit' }>, { swbreak, hwbreak }: StopFeatures): string {
  switch (stop.kind) {
    case 'signal': return '';
    case 'watchpoint': return `${stop.watch}:${stop.address.toString(16)};`;
    case 'breakpoint':
      if (stop.hardware) return hwbreak ? 'hwbreak:;' : '';
      return swbreak ? 'swbreak:;' : '';
  }
}

function byte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
