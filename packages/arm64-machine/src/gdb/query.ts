import type { Command } from './commands.js';
import { bytesOfHex, hexOfText, numberOfHex } from './hex.js';
import { monitor } from './monitor.js';
import { PACKET_SIZE } from './packet.js';
import { EINVAL, OK, UNSUPPORTED } from './replies.js';
import { TARGET_XML } from './target-description.js';
import { coresOfThread, threadId } from './threads.js';

/** q packets by name, up to the separator that the name ends with. */
const queries: Readonly<Record<string, Command>> = {
  Supported: (session, rest) => {
    const features = rest.split(';');
    session.stopFeatures = { swbreak: features.includes('swbreak+'), hwbreak: features.includes('hwbreak+') };
    return `PacketSize=${PACKET_SIZE.toString(16)};QStartNoAckMode+;qXfer:features:read+;vContSupported+;swbreak+;hwbreak+`;
  },
  C: ({ current }) => `QC${threadId(current)}`,
  /** The client leaves by detaching, not by killing. */
  Attached: () => '1',
  Symbol: () => OK,
  fThreadInfo: ({ cluster }) => `m${cluster.cores.map(threadId).join(',')}`,
  sThreadInfo: () => 'l',
  ThreadExtraInfo: ({ cluster }, rest) => {
    const [core] = coresOfThread(cluster.cores, rest);
    if (!core) return EINVAL;
    const state = cluster.running.includes(core) ? `EL${core.state.el}` : 'halted';
    return hexOfText(`core ${core.number}, ${state}`);
  },
  Rcmd: ({ cluster }, rest) => {
    const command = bytesOfHex(rest);
    return command ? hexOfText(monitor(new TextDecoder().decode(command), cluster)) : EINVAL;
  },
  Xfer: (_, rest) => {
    const [, annex, offset, length] = /^features:read:([^:]*):([\da-f]+),([\da-f]+)$/i.exec(rest) ?? [];
    if (annex === undefined) return UNSUPPORTED;
    if (annex !== 'target.xml') return 'E00';
    const start = Number(numberOfHex(offset) ?? 0n);
    const part = TARGET_XML.slice(start, start + Math.min(Number(numberOfHex(length) ?? 0n), PACKET_SIZE / 2));
    return `${start + part.length < TARGET_XML.length ? 'm' : 'l'}${part}`;
  },
};

export const query: Command = (session, rest) => {
  const [, name = '', argument = ''] = /^([A-Za-z]*)[:;,]*([^]*)$/.exec(rest) ?? [];
  const answer = Object.hasOwn(queries, name) ? queries[name] : undefined;
  return answer ? answer(session, argument) : UNSUPPORTED;
};
