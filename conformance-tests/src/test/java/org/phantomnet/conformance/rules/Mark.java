package org.phantomnet.conformance.rules;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.phantomnet.conformance.repository.Repository;

/**
 * One id in one {@code @Rule}, {@code @Covers} or {@code @Adversary}.
 *
 * @param id as written there
 * @param type the outermost class, by its simple name
 * @param place the class and, if the annotation is on a member, that member
 * @param source the file, relative to the root of the checkout, with forward slashes
 */
record Mark(String id, String type, String place, String source) {

  /** Reads all marks of one kind from compiled classes. */
  static List<Mark> read(Class<? extends Annotation> kind, JavaClasses classes) {
    List<Mark> marks = new ArrayList<>();
    for (JavaClass type : classes) {
      add(marks, kind, type.getAnnotations(), type, simpleName(type));
      for (JavaMember member : type.getMembers()) {
        boolean written =
            !member.getModifiers().contains(JavaModifier.SYNTHETIC)
                && !member.getModifiers().contains(JavaModifier.BRIDGE);
        if (written) {
          String name = member instanceof JavaConstructor ? "new" : member.getName();
          add(marks, kind, member.getAnnotations(), type, simpleName(type) + "." + name);
        }
      }
    }
    return marks;
  }

  private static void add(
      List<Mark> marks,
      Class<? extends Annotation> kind,
      Set<? extends JavaAnnotation<?>> annotations,
      JavaClass type,
      String place) {
    for (JavaAnnotation<?> annotation : annotations) {
      if (annotation.getRawType().getName().equals(kind.getName())) {
        for (String id : (String[]) annotation.get("value").orElseThrow()) {
          marks.add(new Mark(id, outermost(type), place, source(type)));
        }
      }
    }
  }

  /** {@code Outer.Inner} of {@code org.example.Outer$Inner}. */
  private static String simpleName(JavaClass type) {
    return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
  }

  private static String outermost(JavaClass type) {
    String name = simpleName(type);
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  private static String source(JavaClass type) {
    Path classFile = Repository.root().relativize(Path.of(type.getSource().orElseThrow().getUri()));
    String side = classFile.toString().contains("test-classes") ? "test" : "main";
    String file =
        type.getSource().orElseThrow().getFileName().orElseGet(() -> outermost(type) + ".java");
    return classFile.getName(0)
        + "/src/"
        + side
        + "/java/"
        + type.getPackageName().replace('.', '/')
        + "/"
        + file;
  }
}
