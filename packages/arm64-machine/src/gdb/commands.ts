import { bytesOfHex, hexOfBytes, hexOfValue, numberOfHex, toBytes, valueOfBytes } from './hex.js';
import { readMemory, writeMemory } from './memory-access.js';
import { PACKET_SIZE } from './packet.js';
import { query } from './query.js';
import { registers } from './registers.js';
import { EFAULT, EINVAL, OK, UNSUPPORTED } from './replies.js';
import type { GdbSession } from './session.js';
import { type StopPointType } from './stop-points.js';
import { coresOfThread, parseActions } from './threads.js';

/** Answers one kind of packet; `rest` is what follows the letters that name it. Undefined: there is no reply, or not yet. */
export type Command = (session: GdbSession, rest: string) => string | undefined;

const byLetter: Readonly<Record<string, Command>> = {
  '?': (session) => session.describe(session.lastStop),
  g: ({ current }) => registers.map(({ bits, read }) => hexOfValue(read(current.state), bits)).join(''),
  G: writeAllRegisters,
  p: ({ current }, rest) => {
    const register = registers[Number(numberOfHex(rest) ?? -1)];
    return register ? hexOfValue(register.read(current.state), register.bits) : EINVAL;
  },
  P: writeRegister,
  m: ({ cluster }, rest) => {
    const { address, size } = range(rest);
    if (address === undefined || size === undefined) return EINVAL;
    const bytes = readMemory(cluster.memory, address, Math.min(size, PACKET_SIZE / 2));
    return bytes.length > 0 || size === 0 ? hexOfBytes(bytes) : EFAULT;
  },
  M: (session, rest) => write(session, rest, bytesOfHex),
  X: (session, rest) => write(session, rest, toBytes),
  c: (session, rest) => resume(session, rest, 'continue'),
  s: (session, rest) => resume(session, rest, 'step'),
  v: multiLetter,
  Z: (session, rest) => stopPoint(session, rest, 'set'),
  z: (session, rest) => stopPoint(session, rest, 'clear'),
  H: selectThread,
  T: ({ cluster }, rest) => (coresOfThread(cluster.cores, rest).length === 1 ? OK : EINVAL),
  D: (session) => {
    session.end('detached');
    return OK;
  },
  k: (session) => {
    session.end('killed');
    return undefined;
  },
  q: query,
  Q: (session, rest) => {
    if (rest !== 'StartNoAckMode') return UNSUPPORTED;
    session.acknowledges = false;
    return OK;
  },
};

/** The reply to a packet; what is not known gets the empty one, as the protocol asks. */
export const commands: Command = (session, payload) => {
  const letter = payload.charAt(0);
  const command = Object.hasOwn(byLetter, letter) ? byLetter[letter] : undefined;
  return command ? command(session, payload.slice(1)) : UNSUPPORTED;
};

/** `address,size` */
function range(text: string): { address: bigint | undefined; size: number | undefined } {
  const [address, size, ...more] = text.split(',').map(numberOfHex);
  const fits = more.length === 0 && size !== undefined && size <= 0xffff_ffffn;
  return { address, size: fits ? Number(size) : undefined };
}

function write({ cluster }: GdbSession, rest: string, decode: (data: string) => Uint8Array | undefined): string {
  const colon = rest.indexOf(':');
  const { address, size } = range(rest.slice(0, Math.max(colon, 0)));
  const bytes = decode(rest.slice(colon + 1));
  if (address === undefined || bytes === undefined || bytes.length !== size) return EINVAL;
  return writeMemory(cluster.memory, address, bytes) ? OK : EFAULT;
}

function writeAllRegisters({ current }: GdbSession, rest: string): string {
  const bytes = bytesOfHex(rest);
  const size = registers.reduce((sum, { bits }) => sum + bits / 8, 0);
  if (bytes?.length !== size) return EINVAL;
  let offset = 0;
  for (const register of registers) {
    const end = offset + register.bits / 8;
    register.write(current.state, valueOfBytes(bytes.subarray(offset, end)));
    offset = end;
  }
  return OK;
}

function writeRegister({ current }: GdbSession, rest: string): string {
  const [number, value = ''] = rest.split('=');
  const register = registers[Number(numberOfHex(number) ?? -1)];
  const bytes = bytesOfHex(value);
  if (!register || bytes?.length !== register.bits / 8) return EINVAL;
  register.write(current.state, valueOfBytes(bytes));
  return OK;
}

/** c and s, which act on the threads of the last Hc; an address to go on at may follow. */
function resume(session: GdbSession, rest: string, action: 'continue' | 'step'): string | undefined {
  if (rest !== '') {
    const pc = numberOfHex(rest);
    if (pc === undefined) return EINVAL;
    session.current.state.pc = pc;
  }
  const one = session.resumable.includes(session.current) ? session.current : session.resumable[0];
  session.resume((core) => (action === 'continue' ? (session.resumable.includes(core) ? action : undefined) : core === one ? action : undefined));
  return undefined;
}

function multiLetter(session: GdbSession, rest: string): string | undefined {
  if (rest === 'Cont?') return 'vCont;c;C;s;S';
  if (rest.startsWith('Cont;')) {
    const actions = parseActions(session.cluster.cores, rest.slice('Cont;'.length));
    if (!actions || actions.size === 0) return EINVAL;
    session.resume((core) => actions.get(core));
    return undefined;
  }
  if (/^Kill;/.test(rest)) {
    session.end('killed');
    return OK;
  }
  return UNSUPPORTED;
}

function stopPoint({ debugger: { points } }: GdbSession, rest: string, what: 'set' | 'clear'): string {
  const [, type, where] = /^([0-4]),([\da-f]+,[\da-f]+)$/i.exec(rest) ?? [];
  if (type === undefined) return /^\d/.test(rest) ? UNSUPPORTED : EINVAL;
  const { address, size } = range(where!);
  if (address === undefined || size === undefined) return EINVAL;
  const kind = Number(type) as StopPointType;
  if (what === 'set') return points.set(kind, address, size) ? OK : EINVAL;
  points.clear(kind, address, size);
  return OK;
}

function selectThread(session: GdbSession, rest: string): string {
  const cores = coresOfThread(session.cluster.cores, rest.slice(1));
  if (cores.length === 0) return EINVAL;
  if (rest.startsWith('g')) {
    // "Any" keeps the thread that stopped.
    if (!/^g(0+|-1)$/.test(rest)) session.current = cores[0]!;
    return OK;
  }
  if (!rest.startsWith('c')) return EINVAL;
  session.resumable = /^c0+$/.test(rest) ? session.cluster.cores : cores;
  return OK;
}
