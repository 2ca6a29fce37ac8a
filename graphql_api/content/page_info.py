"""The position of a slice in its list."""

import strawberry


@strawberry.type(description="The position of a slice in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there are items after this slice.")
    has_previous_page: bool = strawberry.field(description="Whether there are items before this slice.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first item; null if the slice is empty.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last item; null if the slice is empty.")
