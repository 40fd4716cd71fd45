import type { Machine } from '../machine.js';
import type { Cluster } from '../smp/index.js';
import { commands } from './commands.js';
import { Debugger, type Program, type ResumeAction } from './debugger.js';
import { hexOfText } from './hex.js';
import { packet, PacketReader, type Incoming } from './packet.js';
import { stopReply, type StopFeatures } from './stop-reply.js';
import { SIGNAL, type Stop } from './stop.js';

export interface GdbSessionOptions {
  /** Sends bytes to the client. */
  readonly send: (bytes: Uint8Array) => void;
  /** Whose cores they are, where it is a process: how it ended is told to the client. */
  readonly program?: Program;
}

/** Whether the client is still there: `detach` and `kill` are its ways of leaving. */
export type GdbSessionEnd = 'detached' | 'killed' | 'closed';

/**
 * One gdb connected to a cluster, by the remote serial protocol (GDB manual, appendix E): bytes in by `receive`, bytes out by `send`.
 *
 * The session executes nothing of itself. While `running`, its owner calls `run` again and again, and between the calls
 * hands over what has arrived.
 */
export class GdbSession {
  readonly debugger: Debugger;
  /** Of g, G, p, P; and of c and s. */
  current: Machine;
  resumable: readonly Machine[];
  stopFeatures: StopFeatures = { swbreak: false, hwbreak: false };
  /** Off from the packet after QStartNoAckMode. */
  acknowledges = true;
  lastStop: Stop;
  readonly #options: GdbSessionOptions;
  readonly #reader = new PacketReader();
  #lastSent: Uint8Array | undefined;
  #running = false;
  #end: GdbSessionEnd | undefined;

  constructor(cluster: Cluster, options: GdbSessionOptions) {
    this.debugger = new Debugger(cluster, options.program);
    this.#options = options;
    this.current = cluster.cores[0]!;
    this.resumable = cluster.cores;
    const alive = cluster.running.length > 0;
    this.lastStop = alive ? { kind: 'signal', core: this.current, signal: SIGNAL.trap } : this.debugger.exit;
  }

  get cluster(): Cluster {
    return this.debugger.cluster;
  }
  get running(): boolean {
    return this.#running;
  }
  /** How the session ended, undefined while it lasts. */
  get ended(): GdbSessionEnd | undefined {
    return this.#end;
  }

  /** Takes what has arrived, in pieces of any size. Bytes that are no packet are skipped, unknown packets refused. */
  receive(bytes: Uint8Array): void {
    for (const incoming of this.#reader.feed(bytes)) {
      if (this.#end) return;
      this.#take(incoming);
    }
  }

  /** Executes up to `instructions` while the session is running, and tells the client where that ends. */
  run(instructions: number): void {
    if (!this.#running) return;
    const stop = this.debugger.run(instructions);
    if (stop) this.#stopped(stop);
  }

  /** The client has vanished: nothing of it stays behind in the cluster. */
  close(): void {
    this.end('closed');
  }

  // ---- for commands

  /** Lets cores go; the reply is sent when they stop. */
  resume(actionOf: (core: Machine) => ResumeAction | undefined): void {
    this.debugger.resume(actionOf);
    this.#running = true;
  }

  describe(stop: Stop): string {
    return stopReply(stop, this.stopFeatures);
  }

  end(how: GdbSessionEnd): void {
    this.#end ??= how;
    this.#running = false;
    this.debugger.points.clearAll();
  }

  // ---- inside

  #take(incoming: Incoming): void {
    switch (incoming.kind) {
      case 'ack': break;
      case 'nack':
        if (this.acknowledges && this.#lastSent) this.#options.send(this.#lastSent);
        break;
      case 'corrupt':
        if (this.acknowledges) this.#options.send(acknowledgement('-'));
        break;
      case 'interrupt':
        if (this.#running) this.#stopped(this.debugger.interrupt());
        break;
      case 'packet':
        if (this.acknowledges) this.#options.send(acknowledgement('+'));
        // The client waits for the stop before it says anything else.
        if (!this.#running) this.#answer(incoming.payload);
        break;
    }
  }

  #answer(payload: string): void {
    const reply = commands(this, payload);
    if (reply !== undefined) this.#send(reply);
  }

  #stopped(stop: Stop): void {
    this.#running = false;
    this.lastStop = stop;
    if (stop.kind !== 'exit') this.current = stop.core;
    if (stop.kind === 'signal' && stop.message !== undefined) this.#send(`O${hexOfText(`${stop.message}\n`)}`);
    this.#send(this.describe(stop));
  }

  #send(payload: string): void {
    this.#lastSent = packet(payload);
    this.#options.send(this.#lastSent);
  }
}

function acknowledgement(character: '+' | '-'): Uint8Array {
  return Uint8Array.of(character.charCodeAt(0));
}
