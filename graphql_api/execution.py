"""The running of an operation: the one place where it is done."""

from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from graphql_api.errors import Code, HubError
from graphql_api.reader import Reader
from graphql_api.requests import Operation
from graphql_api.schema import schema


def execute(operation: Operation, reader: Reader) -> ExecutionResult:
    """Run an operation for who reads; a HubError when it cannot be told which operation is meant."""
    try:
        return schema.execute_sync(
            operation.query,
            variable_values=operation.variables,
            context_value=reader,
            operation_name=operation.name,
            operation_extensions={"named": operation.name is not None},
            allowed_operation_types={OperationType.QUERY},
        )
    except CannotGetOperationTypeError as error:
        raise HubError(Code.UNKNOWN_OPERATION, error.as_http_error_reason()) from None
    except InvalidOperationTypeError:
        raise HubError(Code.INVALID, "Only queries are answered.") from None
