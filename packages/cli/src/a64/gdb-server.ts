import { createServer, type Server, type Socket } from 'node:net';
import { GdbSession, type Cluster, type GdbSessionOptions } from '@tracelab/arm64-machine';

/** Nobody but this host: whoever connects may read and write all of the machine. */
const LOOPBACK = '127.0.0.1';

/** Instructions between two looks at the socket: some milliseconds. */
const SLICE = 50_000;

export interface GdbServerOptions {
  /** TCP port on 127.0.0.1; 0 takes any that is free. */
  readonly port: number;
  readonly program?: GdbSessionOptions['program'];
}

/**
 * Serves a cluster to one gdb after the other. The cores stand still while no client is there: one that detaches or
 * vanishes leaves them where they are, one that kills them ends the server.
 */
export class GdbServer {
  /** Resolves when a client has killed the machine or `close` was called; rejects where executing failed. */
  readonly closed: Promise<void>;
  readonly #cluster: Cluster;
  readonly #options: GdbServerOptions;
  readonly #server: Server;
  #client: Socket | undefined;
  #failure: unknown;

  private constructor(cluster: Cluster, options: GdbServerOptions) {
    this.#cluster = cluster;
    this.#options = options;
    this.#server = createServer((socket) => this.#connected(socket));
    this.closed = new Promise((resolve, reject) => {
      this.#server.once('close', () => (this.#failure === undefined ? resolve() : reject(this.#failure)));
    });
    this.closed.catch(() => {}); // It may fail before anybody waits for it.
  }

  /** @throws NodeJS.ErrnoException where the port cannot be listened on */
  static listen(cluster: Cluster, options: GdbServerOptions): Promise<GdbServer> {
    const server = new GdbServer(cluster, options);
    return new Promise((resolve, reject) => {
      server.#server.once('error', reject).listen(options.port, LOOPBACK, () => resolve(server));
    });
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : this.#options.port;
  }

  close(): void {
    this.#server.close();
    this.#client?.destroy();
  }

  #connected(socket: Socket): void {
    if (this.#client) {
      socket.destroy();
      return;
    }
    this.#client = socket.setNoDelay(true);
    const { program } = this.#options;
    const session = new GdbSession(this.#cluster, { send: (bytes) => socket.write(bytes), ...(program && { program }) });
    let scheduled = false;
    const goOn = (): void => {
      if (session.ended) {
        socket.end();
        if (session.ended === 'killed') this.#server.close();
      } else if (session.running && !scheduled) {
        scheduled = true;
        setImmediate(() => {
          scheduled = false;
          this.#guard(() => session.run(SLICE));
          goOn();
        });
      }
    };
    socket
      .on('data', (bytes) => {
        this.#guard(() => session.receive(bytes));
        goOn();
      })
      .on('error', () => {}) // 'close' follows.
      .on('close', () => {
        session.close();
        this.#client = undefined;
      });
  }

  /** An error of the lab itself ends the server, not the process. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failure = error;
      this.close();
    }
  }
}
