package org.phantomnet.conformance.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.Serializable;
import java.util.Set;
import java.util.TreeSet;
import javax.security.auth.Destroyable;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.phantomnet.conformance.repository.Code;

/** STYLE 1, 2, 6, 8, 10: names, secrets, nulls, and what a test may not do. */
class HabitsTest {
  @Test
  void classes_areNamedForWhatTheyAre() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Util|Utils|Manager|Helper|Helpers)(\\$.*)?")
        .check(Code.MAIN);
  }

  @Test
  void packages_areNamedForWhatTheyHold() {
    noClasses()
        .should()
        .resideInAnyPackage(
            "..util..", "..utils..", "..common..", "..impl..", "..manager..", "..helper..")
        .check(Code.MAIN);
  }

  @Test
  void packages_areNullMarked() {
    Set<String> unmarked = new TreeSet<>();
    for (JavaClass type : Code.MAIN) {
      if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
        unmarked.add(type.getPackageName());
      }
    }

    assertEquals(Set.of(), unmarked, "a package-info with @NullMarked is missing");
  }

  @Test
  void console_belongsToCommands() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.phantomnet.desktop.commands..",
            "org.phantomnet.relay.main..",
            "org.phantomnet.conformance.vectors..",
            "org.phantomnet.conformance.discovery..",
            "org.phantomnet.conformance.explore..",
            "org.phantomnet.conformance.gaps..",
            "org.phantomnet.conformance.lab..",
            "org.phantomnet.benchmarks",
            "org.phantomnet.benchmarks.blackout")
        .should()
        .accessTargetWhere(
            describe(
                "the console is written to",
                (JavaAccess<?> access) ->
                    (access.getTargetOwner().isEquivalentTo(System.class)
                            && Set.of("out", "err").contains(access.getName()))
                        || access.getName().equals("printStackTrace")))
        .check(Code.MAIN);
  }

  @Test
  void secrets_canBeDestroyedAndNotPrinted() {
    classes()
        .that()
        .areAssignableTo(Destroyable.class)
        .and()
        .areNotInterfaces()
        .should(keepItsBytesToItself())
        .check(Code.MAIN);
  }

  @Test
  void records_holdNoArrays() {
    classes()
        .that()
        .areRecords()
        .and()
        .resideInAnyPackage("org.phantomnet.protocol..", "org.phantomnet.engine..")
        .should(holdNoArrays())
        .check(Code.MAIN);
  }

  @Test
  void tests_neverSleep() {
    noClasses()
        .should()
        .callMethodWhere(describe("something sleeps", call -> call.getName().equals("sleep")))
        .check(Code.TESTS);
  }

  @Test
  void tests_areNeverSwitchedOff() {
    noMethods().should().beAnnotatedWith(Disabled.class).check(Code.TESTS);
    noClasses().should().beAnnotatedWith(Disabled.class).check(Code.TESTS);
  }

  @Test
  void tests_areNamedSubjectConditionOutcome() {
    methods().that().areAnnotatedWith(Test.class).should(haveNameInParts()).check(Code.TESTS);
  }

  private static ArchCondition<JavaMethod> haveNameInParts() {
    return new ArchCondition<>("be named subject_condition_outcome") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        if (!method.getName().contains("_")) {
          events.add(SimpleConditionEvent.violated(method, method.getFullName()));
        }
      }
    };
  }

  private static ArchCondition<JavaClass> keepItsBytesToItself() {
    return new ArchCondition<>("be final, closeable, no record, and neither compare nor print") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String name = type.getFullName();
        require(
            type.getModifiers().contains(JavaModifier.FINAL), type, name + " is not final", events);
        require(
            type.isAssignableTo(AutoCloseable.class), type, name + " is not AutoCloseable", events);
        require(!type.isRecord(), type, name + " is a record", events);
        require(!type.isAssignableTo(Serializable.class), type, name + " is Serializable", events);
        for (JavaMethod method : type.getMethods()) {
          require(
              !Set.of("equals", "hashCode", "toString").contains(method.getName()),
              type,
              name + " declares " + method.getName(),
              events);
        }
      }
    };
  }

  private static ArchCondition<JavaClass> holdNoArrays() {
    return new ArchCondition<>("hold Bytes and lists, not arrays") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (JavaField field : type.getFields()) {
          require(
              field.getModifiers().contains(JavaModifier.STATIC) || !field.getRawType().isArray(),
              type,
              field.getFullName() + " is an array",
              events);
        }
      }
    };
  }

  private static void require(
      boolean holds, JavaClass type, String otherwise, ConditionEvents events) {
    if (!holds) {
      events.add(SimpleConditionEvent.violated(type, otherwise));
    }
  }
}
