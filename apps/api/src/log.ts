import { pino, type DestinationStream, type Logger } from 'pino';

/** The log of the process: JSON lines on standard output. An error is told without the connection that pg hangs on it, which is pages long. */
export function openLog(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      serializers: {
        err: (error: Error) => {
          const told = pino.stdSerializers.err(error);
          delete told['client'];
          return told;
        },
      },
    },
    ...(destination ? [destination] : []),
  );
}
