"""What a file brings and the store cannot keep is a fault of the file, whoever finds it."""

from __future__ import annotations

from opsflow.domain.errors import UNCHANGED, Unfit, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType


class FaultsOfTheFile:
    """For a `with` block around an import: rows that the store refuses become a `UsageError`."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if isinstance(error, Unfit):
            said = error.message.removesuffix(UNCHANGED).rstrip()
            raise UsageError(f"What the file holds does not fit together: {said} Nothing was imported.") from error
