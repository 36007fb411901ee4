"""Runs the emulator, bound to loopback, for as long as the process that started it lives.

Three things the `ministack` command cannot do:
- GATEWAY_PORT is the address clients are told (queue URLs and the like): our gateway. LISTEN_PORT is where the
  emulator itself listens.
- The saved state is put right before it is read (see rewind_stream_readers, move_addresses).
- When our parent is gone, however it ended, its end of our standard input closes: then save and stop.
"""

import asyncio
import glob
import json
import os
import resource
import signal
import sys
import threading
import time

from hypercorn.asyncio import serve
from hypercorn.config import Config

SAVE_SECONDS = 15


def stop_with_parent() -> None:
    while os.read(0, 1024):
        pass
    # Half a deployment must not replace the state that was saved before.
    if os.path.exists(os.path.join(sys.argv[1], "deployed.json")):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(SAVE_SECONDS)
    os.killpg(0, signal.SIGKILL)


def rewind_stream_readers() -> None:
    """The emulator saves how far each stream mapping has read, but not the stream itself: after a restart it would
    skip as many new records as it had read before. The stream is empty now, so reading starts at its beginning."""
    path = os.path.join(os.environ["STATE_DIR"], "lambda.json")
    if not os.path.exists(path):
        return
    with open(path, encoding="utf-8") as file:
        saved = json.load(file)
    positions = saved["payload"]["dynamodb_stream_positions"]["data"]
    for mapping in positions:
        positions[mapping] = 0
    with open(path, "w", encoding="utf-8") as file:
        json.dump(saved, file)


def move_addresses() -> None:
    """Queue URLs and the like are saved with the port of the gateway; it may be another one today."""
    folder, port = os.environ["STATE_DIR"], os.environ["GATEWAY_PORT"]
    note = os.path.join(folder, "gateway-port")
    before = open(note).read() if os.path.exists(note) else port
    if before != port:
        for path in glob.glob(os.path.join(folder, "*.json")):
            with open(path, encoding="utf-8") as file:
                text = file.read()
            with open(path, "w", encoding="utf-8") as file:
                file.write(text.replace(f"localhost:{before}", f"localhost:{port}"))
    with open(note, "w") as file:
        file.write(port)


def main() -> None:
    move_addresses()
    rewind_stream_readers()
    from ministack.app import app

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 16384 if hard == resource.RLIM_INFINITY else hard
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    config = Config()
    config.bind = [f"127.0.0.1:{os.environ['LISTEN_PORT']}"]
    config.keep_alive_timeout = 75
    threading.Thread(target=stop_with_parent, daemon=True).start()
    try:
        asyncio.run(serve(app, config))
    finally:
        # A worker in the middle of its handler would outlive us.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.killpg(0, signal.SIGTERM)


main()
