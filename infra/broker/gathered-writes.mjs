/**
 * What the broker writes to one connection in one turn of the event loop leaves in one write: aedes sends each packet by itself, and a
 * system call for each was a quarter of the broker's time. Nothing waits longer than the turn.
 * @param {import('node:net').Socket} socket
 */
export function gatherWrites(socket) {
  const cork = socket.cork.bind(socket);
  let gathering = false;
  // mqtt-packet corks the stream around the parts of every packet.
  socket.cork = () => {
    if (!gathering) {
      gathering = true;
      cork();
      setImmediate(() => {
        gathering = false;
        socket.uncork();
      });
    }
    cork();
  };
}
