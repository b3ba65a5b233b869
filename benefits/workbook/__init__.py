"""Updates by spreadsheet: a template to fill in without a connection, and the way back into drafts.

Why none of the libraries for this: django-import-export saves model rows one by one, skips those with validation errors
instead of refusing the file, and keeps the file between preview and confirmation on the disk of one web node. Here a row
is a draft that only the verbs of publishing may make, all or none of them, and the preview must hold on any node. openpyxl
reads a merged cell, or a formula that was never calculated, as nothing, and a number as a float; a small file that unpacks
to a big one takes it gigabytes. So a file is read by our own narrow readers over expat and csv, in a process of its own with
limits, and written by xlsxwriter, as the exports are. defusedxml guards the tree and SAX interfaces, which are too slow here:
its guard, that a document type is refused as it begins, stands in `xlsx`.

    rules, limits, grid               what can be wrong, how big a file may be, what a file holds when read
    container, xlsx, delimited        bytes to a grid; these and `child` import no Django, for they run in the small process
    reader                            starts that process
    columns, cells, sentences         what the sheet of updates asks, how a cell is read, what a refusal says
    questions, lines, checks          what is asked of whom; what a file answers; what is wrong with it
    preview, actions                  old beside new; the verbs
    template, corrected               the files that are given out
"""
