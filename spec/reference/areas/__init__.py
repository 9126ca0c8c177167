"""One module for each vector file, found by its name; phantomref/area.py says what a module has."""
