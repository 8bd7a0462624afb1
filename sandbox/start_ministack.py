"""Starts the sandbox's MiniStack: `python start_ministack.py '<settings as JSON>'`, see ministack_repairs/settings.py.

Run by child.ts; the folder of this file is where Python finds `ministack_repairs`.
"""

import logging
import os
import sys

from ministack_repairs.server import main

if __name__ == "__main__":
    exit_code = main(sys.argv)
    logging.shutdown()
    # Everything is saved and cleaned up. An ordinary exit would wait a second for threads that MiniStack leaves.
    os._exit(exit_code)
