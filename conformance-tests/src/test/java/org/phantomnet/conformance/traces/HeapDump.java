package org.phantomnet.conformance.traces;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A heap dump in the form that the JDK writes (HPROF 1.0.2, ids of 8 bytes), of less than 2 GiB:
 * the project's own objects in it, and who holds what lies at some place. One thread.
 */
public final class HeapDump {
  private static final String OWN = "org/phantomnet/";
  private static final int STRING = 0x01;
  private static final int LOAD_CLASS = 0x02;
  private static final int HEAP = 0x0c;
  private static final int HEAP_SEGMENT = 0x1c;
  private static final int CLASS = 0x20;
  private static final int INSTANCE = 0x21;
  private static final int OBJECTS = 0x22;
  private static final int PRIMITIVES = 0x23;
  private static final int REFERENCE = 2;
  private static final int BOOLEAN = 4;
  private static final int BYTE = 8;
  private static final int HELD_BY = 6;

  private final MappedByteBuffer file;
  private final Map<Long, String> strings = new HashMap<>();
  private final Map<Long, Type> types = new HashMap<>();
  private final List<Instance> own = new ArrayList<>();

  private static final class Type {
    String name = "?";
    long above;
    final Map<String, Integer> fields = new LinkedHashMap<>();
  }

  /** One object of the project's. */
  public record Instance(long id, String type, Map<String, Long> fields) {
    /** A reference, 0 for none, or a truth. */
    long field(String name) {
      return Optional.ofNullable(fields.get(name)).orElseThrow();
    }
  }

  /** A part of the dump: one object or array. */
  private record Part(int tag, long id, long type, int from, int to) {}

  private interface Visitor {
    void see(Part part);
  }

  public HeapDump(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
    walk(
        part -> {
          if (part.tag() == INSTANCE && nameOf(part.type()).startsWith(OWN)) {
            own.add(new Instance(part.id(), nameOf(part.type()), read(part)));
          }
        });
  }

  private String nameOf(long type) {
    return Optional.ofNullable(types.get(type)).map(known -> known.name).orElse("?");
  }

  /** All objects of a class of the project's, by its simple name. */
  public List<Instance> instances(String type) {
    return own.stream().filter(one -> one.type().endsWith("/" + type)).toList();
  }

  /** The objects of the project's that refer to {@code id}, as Class.field. */
  public List<String> holders(long id) {
    List<String> holders = new ArrayList<>();
    for (Instance one : own) {
      one.fields()
          .forEach(
              (field, value) -> {
                if (value == id) {
                  holders.add(simple(one.type()) + "." + field);
                }
              });
    }
    return holders;
  }

  private static String simple(String type) {
    return type.substring(type.lastIndexOf('/') + 1);
  }

  /** The contents of the byte arrays of these ids. */
  public Map<Long, byte[]> bytes(Set<Long> ids) {
    Map<Long, byte[]> found = new HashMap<>();
    walk(
        part -> {
          if (part.tag() == PRIMITIVES && part.type() == BYTE && ids.contains(part.id())) {
            byte[] content = new byte[part.to() - part.from()];
            file.get(part.from(), content);
            found.put(part.id(), content);
          }
        });
    return found;
  }

  /**
   * For each place in the file: in what it lies, and through whom that is held, as far as a few
   * steps tell; what nothing refers to is dead.
   */
  public Map<Long, String> describe(Set<Long> offsets) {
    Map<Long, Part> parts = new HashMap<>();
    walk(
        part -> {
          for (long offset : offsets) {
            if (offset >= part.from() && offset < part.to()) {
              parts.put(offset, part);
            }
          }
        });
    Map<Long, String> chains = new HashMap<>();
    Map<Long, Long> heads = new HashMap<>();
    parts.forEach(
        (offset, part) -> {
          chains.put(offset, label(part));
          heads.put(offset, part.id());
        });
    for (int step = 0; step < HELD_BY; step++) {
      Map<Long, Part> holders = holdersOf(new HashSet<>(heads.values()));
      for (long offset : List.copyOf(heads.keySet())) {
        Part holder = holders.get(heads.get(offset));
        if (holder == null) {
          heads.remove(offset);
        } else {
          chains.merge(offset, label(holder), (so, far) -> so + " < " + far);
          heads.put(offset, holder.id());
        }
      }
    }
    return chains;
  }

  private Map<Long, Part> holdersOf(Set<Long> ids) {
    Map<Long, Part> holders = new HashMap<>();
    walk(
        part -> {
          if (part.tag() == INSTANCE) {
            read(part)
                .forEach(
                    (field, value) -> {
                      if (ids.contains(value) && value != part.id()) {
                        holders.putIfAbsent(value, part);
                      }
                    });
          } else if (part.tag() == OBJECTS) {
            for (int at = part.from(); at < part.to(); at += Long.BYTES) {
              if (ids.contains(file.getLong(at))) {
                holders.putIfAbsent(file.getLong(at), part);
              }
            }
          }
        });
    return holders;
  }

  private String label(Part part) {
    if (part.tag() == PRIMITIVES) {
      return "array of " + (part.to() - part.from()) + " bytes";
    }
    return nameOf(part.type());
  }

  private void walk(Visitor visitor) {
    int at = 0;
    while (file.get(at) != 0) {
      at++;
    }
    at += 1 + Integer.BYTES + Long.BYTES;
    while (at < file.limit()) {
      int tag = file.get(at) & 0xff;
      long length = file.getInt(at + 5) & 0xffffffffL;
      int body = at + 9;
      int next = (int) (body + length);
      if (tag == STRING) {
        strings.computeIfAbsent(file.getLong(body), id -> text(body + Long.BYTES, next));
      } else if (tag == LOAD_CLASS) {
        Type type = types.computeIfAbsent(file.getLong(body + 4), fresh -> new Type());
        type.name = strings.getOrDefault(file.getLong(body + 16), "?");
      } else if (tag == HEAP || tag == HEAP_SEGMENT) {
        segment(body, next, visitor);
      }
      at = next;
    }
  }

  private String text(int from, int to) {
    byte[] text = new byte[to - from];
    file.get(from, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private void segment(int from, int to, Visitor visitor) {
    int at = from;
    while (at < to) {
      int tag = file.get(at) & 0xff;
      int body = at + 1;
      at =
          switch (tag) {
            case 0xff, 0x05, 0x07 -> body + 8;
            case 0x01 -> body + 16;
            case 0x02, 0x03, 0x08 -> body + 16;
            case 0x04, 0x06 -> body + 12;
            case CLASS -> type(body);
            case INSTANCE -> {
              int length = file.getInt(body + 20);
              visitor.see(
                  new Part(
                      tag,
                      file.getLong(body),
                      file.getLong(body + 12),
                      body + 24,
                      body + 24 + length));
              yield body + 24 + length;
            }
            case OBJECTS -> {
              int end = body + 24 + file.getInt(body + 12) * Long.BYTES;
              visitor.see(
                  new Part(tag, file.getLong(body), file.getLong(body + 16), body + 24, end));
              yield end;
            }
            case PRIMITIVES -> {
              int kind = file.get(body + 16);
              int end = body + 17 + file.getInt(body + 12) * width(kind);
              visitor.see(new Part(tag, file.getLong(body), kind, body + 17, end));
              yield end;
            }
            default -> throw new IllegalStateException("unknown part " + tag + " at " + at);
          };
    }
  }

  private static int width(int kind) {
    return switch (kind) {
      case REFERENCE, 7, 11 -> 8;
      case BOOLEAN, BYTE -> 1;
      case 5, 9 -> 2;
      case 6, 10 -> 4;
      default -> throw new IllegalStateException("unknown kind " + kind);
    };
  }

  /** Reads a class's fields; returns where it ends. */
  private int type(int body) {
    Type type = types.computeIfAbsent(file.getLong(body), fresh -> new Type());
    type.above = file.getLong(body + 12);
    int at = body + 64;
    int constants = file.getShort(at) & 0xffff;
    at += 2;
    for (int i = 0; i < constants; i++) {
      at += 3 + width(file.get(at + 2));
    }
    int statics = file.getShort(at) & 0xffff;
    at += 2;
    for (int i = 0; i < statics; i++) {
      at += 9 + width(file.get(at + 8));
    }
    int fields = file.getShort(at) & 0xffff;
    at += 2;
    for (int i = 0; i < fields; i++) {
      type.fields.put(strings.getOrDefault(file.getLong(at), "?" + i), (int) file.get(at + 8));
      at += 9;
    }
    return at;
  }

  /** References and truths of an object, those of its superclasses included. */
  private Map<String, Long> read(Part part) {
    Map<String, Long> values = new HashMap<>();
    int at = part.from();
    for (Type type = types.get(part.type()); type != null; type = types.get(type.above)) {
      for (Map.Entry<String, Integer> field : type.fields.entrySet()) {
        int kind = field.getValue();
        if (kind == REFERENCE) {
          values.putIfAbsent(field.getKey(), file.getLong(at));
        } else if (kind == BOOLEAN) {
          values.putIfAbsent(field.getKey(), (long) file.get(at));
        }
        at += width(kind);
      }
    }
    return values;
  }
}
