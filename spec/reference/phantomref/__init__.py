"""A second implementation of PhantomNet's core, written from the text of spec/ alone and never from the Java code."""
