"""The pages: records, lists, search and charts as HTML."""
