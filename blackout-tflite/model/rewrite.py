#!/usr/bin/python3
"""Rewrites the last operator of MediaPipe's selfie model as one that TensorFlow Lite has built in.

    rewrite.py ORIGINAL REWRITTEN

The original ends in a custom operator, Convolution2DTransposeBias, that only MediaPipe's own build
knows. TRANSPOSE_CONV (version 3, with a bias) computes the same. A .tflite file is a flatbuffer,
whose references point forward only; so a new front is laid before the old file, which stays as it
is: a new model table, operator code, subgraph and operator, and references to the old tables for
all the rest.
"""

import struct
import sys

CUSTOM = b"Convolution2DTransposeBias"
TRANSPOSE_CONV = 67  # BuiltinOperator
TRANSPOSE_CONV_OPTIONS = 49  # BuiltinOptions
VERSION_WITH_BIAS = 3
INT32 = 2  # TensorType
SAME_PADDING = 0  # Padding; in MediaPipe's own options SAME is 1
FRONT = 16384  # room for the new front; 16 keeps the old buffers aligned

# Field numbers of the schema (tensorflow/compiler/mlir/lite/schema/schema.fbs).
MODEL_VERSION, MODEL_CODES, MODEL_SUBGRAPHS, MODEL_DESCRIPTION, MODEL_BUFFERS = range(5)
MODEL_METADATA_BUFFER, MODEL_METADATA, MODEL_SIGNATURES = range(5, 8)
GRAPH_TENSORS, GRAPH_INPUTS, GRAPH_OUTPUTS, GRAPH_OPERATORS, GRAPH_NAME = range(5)
OPERATOR_CODE, OPERATOR_INPUTS, OPERATOR_OUTPUTS = range(3)
OPERATOR_CUSTOM_OPTIONS = 5
CODE_CUSTOM_NAME = 1
TENSOR_SHAPE = 0


class Old:
    """Reads the original. Positions are bytes from its start; 0 stands for an absent field."""

    def __init__(self, data):
        self.data = data
        self.root = self.follow(0)

    def number(self, at, form="<I"):
        return struct.unpack_from(form, self.data, at)[0]

    def follow(self, at):
        return at + self.number(at)

    def field(self, table, index):
        vtable = table - self.number(table, "<i")
        if 4 + 2 * index >= self.number(vtable, "<H"):
            return 0
        offset = self.number(vtable + 4 + 2 * index, "<H")
        return table + offset if offset else 0

    def target(self, table, index):
        at = self.field(table, index)
        return self.follow(at) if at else 0

    def tables(self, table, index):
        vector = self.target(table, index)
        return [self.follow(vector + 4 + 4 * i) for i in range(self.number(vector))]

    def numbers(self, table, index):
        vector = self.target(table, index)
        return [self.number(vector + 4 + 4 * i, "<i") for i in range(self.number(vector))]

    def text(self, table, index):
        at = self.target(table, index)
        return self.data[at + 4 : at + 4 + self.number(at)] if at else b""


class Front:
    """Writes the new front. What is referred to is laid out after what refers to it."""

    def __init__(self):
        self.data = bytearray(FRONT)
        self.end = 8  # root reference, file identifier
        self.data[4:8] = b"TFL3"
        self.open = []

    def room(self, size, alignment=4, after=0):
        """Position of `size` bytes, the byte `after` of which is aligned."""
        at = self.end + -(self.end + after) % alignment
        self.end = at + size
        if self.end > FRONT:
            raise SystemExit("the new front is too small")
        return at

    def put(self, form, at, *values):
        struct.pack_into("<" + form, self.data, at, *values)

    def refer(self, at, target):
        self.open.append((at, target))

    def table(self, fields):
        """fields: None, (form, value), or ("ref", where in the whole file | what makes it)."""
        vtable = self.room(4 + 2 * len(fields), 2)
        offset, offsets = 4, []
        for one in fields:
            size = 0 if one is None else 4 if one[0] == "ref" else struct.calcsize(one[0])
            offset += -offset % max(size, 1)
            offsets.append(offset if size else 0)
            offset += size
        at = self.room(offset)
        self.put("HH", vtable, 4 + 2 * len(fields), offset)
        self.put("i", at, at - vtable)
        for index, (one, where) in enumerate(zip(fields, offsets)):
            self.put("H", vtable + 4 + 2 * index, where)
            if one is not None and one[0] == "ref":
                self.refer(at + where, one[1])
            elif one is not None:
                self.put(one[0], at + where, one[1])
        return at

    def references(self, targets):
        at = self.room(4 + 4 * len(targets))
        self.put("I", at, len(targets))
        for index, target in enumerate(targets):
            self.refer(at + 4 + 4 * index, target)
        return at

    def numbers(self, values):
        at = self.room(4 + 4 * len(values))
        self.put(f"I{len(values)}i", at, len(values), *values)
        return at

    def content(self, data):
        at = self.room(4 + len(data), 16, after=4)
        self.put(f"I{len(data)}s", at, len(data), data)
        return at

    def text(self, words):
        at = self.room(4 + len(words) + 1)
        self.put(f"I{len(words)}s", at, len(words), words)
        return at

    def close(self, model):
        self.refer(0, model)
        while self.open:
            at, target = self.open.pop(0)
            target = target() if callable(target) else target
            if target <= at:
                raise SystemExit("a reference must point forward")
            self.put("I", at, target - at)
        return bytes(self.data)


def only(found, what):
    if len(found) != 1:
        raise SystemExit(f"{len(found)} times {what}; this is another model")
    return found[0]


def rewrite(data):
    old = Old(data)
    graph = only(old.tables(old.root, MODEL_SUBGRAPHS), "a subgraph")
    codes = old.tables(old.root, MODEL_CODES)
    buffers = old.tables(old.root, MODEL_BUFFERS)
    tensors = old.tables(graph, GRAPH_TENSORS)
    operators = old.tables(graph, GRAPH_OPERATORS)

    code = only([i for i, at in enumerate(codes) if old.text(at, CODE_CUSTOM_NAME) == CUSTOM], "the code")
    uses = [i for i, at in enumerate(operators) if code_of(old, at) == code]
    use = only(uses, "the operator")
    picture, weights, bias = old.numbers(operators[use], OPERATOR_INPUTS)
    output = only(old.numbers(operators[use], OPERATOR_OUTPUTS), "an output")
    shape = old.numbers(tensors[output], TENSOR_SHAPE)
    options = old.target(operators[use], OPERATOR_CUSTOM_OPTIONS)
    padding, across, down = struct.unpack_from("<3i", data, options + 4)
    if (padding, across, down) != (1, 2, 2):
        raise SystemExit("other options; this is another model")

    front = Front()

    def kept(table, index):
        at = old.target(table, index)
        return ("ref", FRONT + at) if at else None

    def replaced(tables, index, new):
        return [new if i == index else FRONT + at for i, at in enumerate(tables)]

    def new_code():
        return front.table([("b", TRANSPOSE_CONV), None, ("i", VERSION_WITH_BIAS), ("i", TRANSPOSE_CONV)])

    def new_options():
        return front.table([("b", SAME_PADDING), ("i", across), ("i", down), ("b", 0)])

    def new_operator():
        inputs = [len(tensors), weights, picture, bias]  # the shape of the output comes first
        return front.table([
            ("I", code),
            ("ref", lambda: front.numbers(inputs)),
            ("ref", lambda: front.numbers([output])),
            ("B", TRANSPOSE_CONV_OPTIONS),
            ("ref", new_options),
        ])

    def new_tensor():
        return front.table([
            ("ref", lambda: front.numbers([len(shape)])),
            ("b", INT32),
            ("I", len(buffers)),
            ("ref", lambda: front.text(b"output_shape")),
        ])

    def new_buffer():
        return front.table([("ref", lambda: front.content(struct.pack(f"<{len(shape)}i", *shape)))])

    def new_graph():
        return front.table([
            ("ref", lambda: front.references([FRONT + at for at in tensors] + [new_tensor])),
            kept(graph, GRAPH_INPUTS),
            kept(graph, GRAPH_OUTPUTS),
            ("ref", lambda: front.references(replaced(operators, use, new_operator))),
            kept(graph, GRAPH_NAME),
        ])

    model = front.table([
        ("I", old.number(old.field(old.root, MODEL_VERSION))),
        ("ref", lambda: front.references(replaced(codes, code, new_code))),
        ("ref", lambda: front.references([new_graph])),
        kept(old.root, MODEL_DESCRIPTION),
        ("ref", lambda: front.references([FRONT + at for at in buffers] + [new_buffer])),
        kept(old.root, MODEL_METADATA_BUFFER),
        kept(old.root, MODEL_METADATA),
        kept(old.root, MODEL_SIGNATURES),
    ])
    return front.close(model) + data


def code_of(old, operator):
    at = old.field(operator, OPERATOR_CODE)
    return old.number(at) if at else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    with open(sys.argv[1], "rb") as original:
        result = rewrite(original.read())
    with open(sys.argv[2], "wb") as rewritten:
        rewritten.write(result)
