"""The smallest Textual app with a table, to compare a start with."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header


class MinimalApp(App[None]):
    """A header, twelve rows and a footer."""

    def compose(self) -> ComposeResult:
        """The widgets."""
        yield Header()
        yield DataTable()
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        table.add_columns("NAME", "STATUS", "IMAGE")
        table.add_rows([(f"service {number}", "running", "shop/web:1.4.2") for number in range(12)])


if __name__ == "__main__":
    MinimalApp().run()
