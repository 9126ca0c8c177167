#!/usr/bin/python3
"""Rewrites MediaPipe's selfie model as one of operators that TensorFlow Lite has built in.

    rewrite.py [--plain] ORIGINAL REWRITTEN

The original ends in a custom operator, Convolution2DTransposeBias, that only MediaPipe's own build
knows: a transposed convolution of 2 by 2 with stride 2. Each sample becomes four of its own, so
that a CONV_2D of 1 by 1 with four outputs, laid out by DEPTH_TO_SPACE, computes the same. With
--plain it becomes a TRANSPOSE_CONV (version 3, with a bias), which says the same in fewer words and
takes half as long again: to compare with.

A .tflite file is a flatbuffer, whose references point forward only; so a new front is laid before
the old file, which stays as it is: a new model table and subgraph, what is new, and references to
the old tables for all the rest.
"""

import struct
import sys

CUSTOM = b"Convolution2DTransposeBias"
# BuiltinOperator
CONV_2D, DEPTH_TO_SPACE, DEQUANTIZE, TRANSPOSE_CONV = 3, 5, 6, 67
# BuiltinOptions
CONV_2D_OPTIONS, TRANSPOSE_CONV_OPTIONS, DEPTH_TO_SPACE_OPTIONS = 1, 49, 94
VERSION_WITH_BIAS = 3
FLOAT32, FLOAT16 = 0, 1  # TensorType
INT32 = 2  # TensorType
SAME_PADDING = 0  # Padding; in MediaPipe's own options SAME is 1
FRONT = 16384  # room for the new front; 16 keeps the old buffers aligned

# Field numbers of the schema (tensorflow/compiler/mlir/lite/schema/schema.fbs).
MODEL_VERSION, MODEL_CODES, MODEL_SUBGRAPHS, MODEL_DESCRIPTION, MODEL_BUFFERS = range(5)
MODEL_METADATA_BUFFER, MODEL_METADATA, MODEL_SIGNATURES = range(5, 8)
GRAPH_TENSORS, GRAPH_INPUTS, GRAPH_OUTPUTS, GRAPH_OPERATORS, GRAPH_NAME = range(5)
OPERATOR_CODE, OPERATOR_INPUTS, OPERATOR_OUTPUTS = range(3)
OPERATOR_CUSTOM_OPTIONS = 5
CODE_OLD, CODE_CUSTOM_NAME, CODE_VERSION, CODE = range(4)
TENSOR_SHAPE, TENSOR_TYPE, TENSOR_BUFFER = range(3)
BUFFER_DATA = 0


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


class Rewriting:
    """A model while parts of it are replaced: positions in the result, or what makes a table."""

    def __init__(self, data):
        self.old = Old(data)
        self.front = Front()
        root = self.old.root
        self.graph = only(self.old.tables(root, MODEL_SUBGRAPHS), "a subgraph")
        self.old_codes = self.old.tables(root, MODEL_CODES)
        self.old_buffers = self.old.tables(root, MODEL_BUFFERS)
        self.old_tensors = self.old.tables(self.graph, GRAPH_TENSORS)
        self.old_operators = self.old.tables(self.graph, GRAPH_OPERATORS)
        self.codes = [FRONT + at for at in self.old_codes]
        self.buffers = [FRONT + at for at in self.old_buffers]
        self.tensors = [FRONT + at for at in self.old_tensors]
        self.operators = [[FRONT + at] for at in self.old_operators]  # what stands for each

    def builtin(self, code):
        old, new = self.old.field(self.old_codes[code], CODE_OLD), self.old.field(self.old_codes[code], CODE)
        return max(self.old.data[old] if old else 0, self.old.number(new, "<i") if new else 0)

    def of(self, builtin):
        """Which operators are of this kind."""
        return [i for i in range(len(self.operators)) if self.builtin(self.code_of(i)) == builtin]

    def code_of(self, operator):
        at = self.old.field(self.old_operators[operator], OPERATOR_CODE)
        return self.old.number(at) if at else 0

    def inputs(self, operator):
        return self.old.numbers(self.old_operators[operator], OPERATOR_INPUTS)

    def output(self, operator):
        return only(self.old.numbers(self.old_operators[operator], OPERATOR_OUTPUTS), "an output")

    def shape(self, tensor):
        return self.old.numbers(self.old_tensors[tensor], TENSOR_SHAPE)

    def buffer(self, tensor):
        at = self.old.field(self.old_tensors[tensor], TENSOR_BUFFER)
        return self.old.number(at) if at else 0

    def content(self, tensor):
        at = self.old.target(self.old_buffers[self.buffer(tensor)], BUFFER_DATA)
        return self.old.data[at + 4 : at + 4 + self.old.number(at)]

    def kept(self, table, index):
        at = self.old.target(table, index)
        return ("ref", FRONT + at) if at else None

    def new_code(self, builtin, version):
        return lambda: self.front.table([("b", builtin), None, ("i", version), ("i", builtin)])

    def new_tensor(self, shape, kind, buffer, name):
        fields = [
            ("ref", lambda: self.front.numbers(shape)),
            ("b", kind),
            ("I", buffer),
            ("ref", lambda: self.front.text(name)),
        ]
        return lambda: self.front.table(fields)

    def add_tensor(self, shape, kind, buffer, name):
        self.tensors.append(self.new_tensor(shape, kind, buffer, name))
        return len(self.tensors) - 1

    def add_buffer(self, data):
        self.buffers.append(lambda: self.front.table([("ref", lambda: self.front.content(data))]))
        return len(self.buffers) - 1

    def new_operator(self, code, inputs, output, kind, options):
        fields = [
            ("I", code),
            ("ref", lambda: self.front.numbers(inputs)),
            ("ref", lambda: self.front.numbers([output])),
            ("B", kind),
            ("ref", lambda: self.front.table(options)),
        ]
        return lambda: self.front.table(fields)

    def new_graph(self):
        operators = [one for there in self.operators for one in there]
        return self.front.table([
            ("ref", lambda: self.front.references(self.tensors)),
            self.kept(self.graph, GRAPH_INPUTS),
            self.kept(self.graph, GRAPH_OUTPUTS),
            ("ref", lambda: self.front.references(operators)),
            self.kept(self.graph, GRAPH_NAME),
        ])

    def close(self):
        root = self.old.root
        model = self.front.table([
            ("I", self.old.number(self.old.field(root, MODEL_VERSION))),
            ("ref", lambda: self.front.references(self.codes)),
            ("ref", lambda: self.front.references([self.new_graph])),
            self.kept(root, MODEL_DESCRIPTION),
            ("ref", lambda: self.front.references(self.buffers)),
            self.kept(root, MODEL_METADATA_BUFFER),
            self.kept(root, MODEL_METADATA),
            self.kept(root, MODEL_SIGNATURES),
        ])
        return self.front.close(model) + self.old.data


class LastOperator:
    """The custom one, of which there must be one with the options that are known."""

    def __init__(self, model):
        self.model = model
        names = [model.old.text(at, CODE_CUSTOM_NAME) for at in model.old_codes]
        self.code = only([i for i, name in enumerate(names) if name == CUSTOM], "the code")
        uses = [i for i in range(len(model.operators)) if model.code_of(i) == self.code]
        self.at = only(uses, "the operator")
        self.picture, self.weights, self.bias = model.inputs(self.at)
        self.output = model.output(self.at)
        options = model.old.target(model.old_operators[self.at], OPERATOR_CUSTOM_OPTIONS)
        found = struct.unpack_from("<3i", model.old.data, options + 4)
        if found != (1, 2, 2) or model.shape(self.weights)[:3] != [1, 2, 2]:
            raise SystemExit("other options; this is another model")

    def transpose(self):
        model = self.model
        model.codes[self.code] = model.new_code(TRANSPOSE_CONV, VERSION_WITH_BIAS)
        shape = model.shape(self.output)
        sizes = model.add_buffer(struct.pack(f"<{len(shape)}i", *shape))
        size = model.add_tensor([len(shape)], INT32, sizes, b"output_shape")
        inputs = [size, self.weights, self.picture, self.bias]  # the shape of the output comes first
        options = [("b", SAME_PADDING), ("i", 2), ("i", 2), ("b", 0)]
        model.operators[self.at] = [
            model.new_operator(self.code, inputs, self.output, TRANSPOSE_CONV_OPTIONS, options)
        ]

    def spread(self):
        """The weights, down, across and by channel, lie as those of four outputs do."""
        model = self.model
        model.codes[self.code] = model.new_code(DEPTH_TO_SPACE, 1)
        half = {model.output(i): only(model.inputs(i), "an input") for i in model.of(DEQUANTIZE)}
        channels = model.shape(self.weights)[3]
        weights, bias = half[self.weights], half[self.bias]
        four = model.add_buffer(4 * model.content(bias))
        for tensor, shape, kind, buffer in (
            (self.weights, [4, 1, 1, channels], FLOAT32, model.buffer(self.weights)),
            (weights, [4, 1, 1, channels], FLOAT16, model.buffer(weights)),
            (self.bias, [4], FLOAT32, model.buffer(self.bias)),
            (bias, [4], FLOAT16, four),
        ):
            model.tensors[tensor] = model.new_tensor(shape, kind, buffer, b"spread/%d" % tensor)
        spread = model.add_tensor(model.shape(self.picture)[:3] + [4], FLOAT32, 0, b"spread")
        convolution = model.code_of(model.of(CONV_2D)[0])
        inputs = [self.picture, self.weights, self.bias]
        options = [("b", SAME_PADDING), ("i", 1), ("i", 1), ("b", 0)]
        model.operators[self.at] = [
            model.new_operator(convolution, inputs, spread, CONV_2D_OPTIONS, options),
            model.new_operator(self.code, [spread], self.output, DEPTH_TO_SPACE_OPTIONS, [("i", 2)]),
        ]


def rewrite(data, plain):
    model = Rewriting(data)
    last = LastOperator(model)
    if plain:
        last.transpose()
    else:
        last.spread()
    return model.close()


if __name__ == "__main__":
    plain = sys.argv[1:2] == ["--plain"]
    files = sys.argv[2:] if plain else sys.argv[1:]
    if len(files) != 2:
        raise SystemExit(__doc__)
    with open(files[0], "rb") as original:
        result = rewrite(original.read(), plain)
    with open(files[1], "wb") as rewritten:
        rewritten.write(result)
