"""Imported once, after `warm`, by the process that kernels are forked from: what a kernel imports as it starts."""

import ipykernel.debugger
import ipykernel.ipkernel
import ipykernel.kernelapp
import IPython.core.completerlib
import IPython.core.debugger
import IPython.core.oinspect
import IPython.extensions.storemagic

__all__ = ["IPython", "ipykernel"]
