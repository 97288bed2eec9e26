"""Log-ins of addresses that a flow is given: Prefect keeps and shows its parameters, so passwords come another way."""

import os
import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from schemas.addresses import has_password, without_login
from schemas.errors import SettingsError

# As a flow's parameter is described: Prefect refuses what does not match, and so does not keep it.
Input = Annotated[str, Field(json_schema_extra={"pattern": r"^(?![A-Za-z][\w+.-]*://[^/$@]*:[^/$@]+@)"})]
_VARIABLE = re.compile(r"\$\{?(\w+)\}?")


def fill_in(inputs: Sequence[str]) -> list[str]:
    """The inputs, in addresses the variables of the worker's environment filled in: https://${CALDER_LOGIN}@calder.example.

    Raises SettingsError for a password in plain sight, and for a variable that is not set.
    """
    return [_filled(one) if "://" in one else one for one in inputs]


def _filled(address: str) -> str:
    if has_password(_VARIABLE.sub("", address).replace(":@", "@")):
        raise SettingsError(
            f"{without_login(address)}: its password is kept and shown by Prefect; change it, and write the name of a "
            "variable of the worker's environment instead, as in https://${CALDER_LOGIN}@calder.example"
        )
    if missing := [name for name in _VARIABLE.findall(address) if name not in os.environ]:
        raise SettingsError(f"{without_login(address)}: {', '.join(missing)} is not set in the worker's environment")
    return os.path.expandvars(address)
