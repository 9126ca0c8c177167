package org.phantomnet.engine.state;

import java.util.ArrayList;
import java.util.List;

/** States and effects as the table writes them. */
final class Wording {
  private Wording() {}

  static String of(CallState state) {
    String name = state.getClass().getSimpleName();
    if (state instanceof Dialing dialing) {
      return name + legs(dialing.legs(), dialing.limited() ? List.of("limited") : List.of());
    } else if (state instanceof RemoteRinging ringing) {
      return name + legs(ringing.legs(), List.of());
    } else if (state instanceof Incoming incoming) {
      return name + "(" + incoming.step() + (incoming.acceptAtOnce() ? ", person dialled)" : ")");
    } else if (state instanceof Ringing ringing) {
      return name + "(" + ringing.path() + (ringing.mayReply() ? ")" : ", silent)");
    } else if (state instanceof Connecting connecting) {
      return name
          + "("
          + connecting.device()
          + (connecting.opening() ? ", opening" : "")
          + (connecting.muted() ? ", muted)" : ")");
    } else if (state instanceof Connected connected) {
      return name
          + "("
          + connected.device()
          + (connected.muted() ? ", muted" : "")
          + of(connected.renewal())
          + ")";
    } else if (state instanceof Reconnecting reconnecting) {
      return name
          + "("
          + reconnecting.device()
          + (reconnecting.muted() ? ", muted, " : ", ")
          + reconnecting.loss()
          + of(reconnecting.renewal())
          + ")";
    } else if (state instanceof Ended ended) {
      return name
          + "("
          + ended.reason()
          + ended.required().map(mode -> ", " + mode).orElse("")
          + ")";
    }
    return name;
  }

  private static String of(Renewal renewal) {
    if (renewal.equals(Renewal.NONE)) {
      return "";
    }
    return ", "
        + renewal.step()
        + (renewal.wanted() ? " wanted" : "")
        + (renewal.failures() > 0 ? " " + renewal.failures() : "");
  }

  private static String legs(Legs legs, List<String> more) {
    List<String> all = new ArrayList<>();
    for (Leg leg : legs.all()) {
      String connecting = leg.connecting() ? " connecting" : leg.challenged() ? " challenged" : "";
      all.add(leg.device() + " " + leg.stage() + connecting);
    }
    all.addAll(more);
    return "(" + String.join(", ", all) + ")";
  }

  static List<String> of(List<CallEffect> effects) {
    List<String> words = new ArrayList<>();
    effects.forEach(effect -> words.add(of(effect)));
    return words;
  }

  static String of(CallEffect effect) {
    String name = effect.getClass().getSimpleName();
    if (effect instanceof LocalEffect.StartTimer start) {
      return name + "(" + start.kind() + ", " + start.delay() + ")";
    } else if (effect instanceof LocalEffect.CancelTimer cancel) {
      return name + "(" + cancel.kind() + ")";
    } else if (effect instanceof LocalEffect.RecordHistory record) {
      return name + "(" + record.reason() + ")";
    } else if (effect instanceof SendEffect.SendHangup hangup) {
      return name + "(" + hangup.device() + ", " + hangup.reason() + ")";
    } else if (effect instanceof SendEffect.SendDecline decline) {
      return name
          + "("
          + decline.device()
          + ", "
          + decline.reason()
          + decline.required().map(mode -> ", " + mode).orElse("")
          + ")";
    } else if (effect instanceof SendEffect.RefuseMove refused) {
      return name + "(" + refused.device() + ", " + refused.refusal() + ")";
    } else if (effect instanceof PathEffect.Mute mute) {
      return name + "(" + mute.device() + ", " + mute.muted() + ")";
    } else if (effect instanceof SendEffect send) {
      return name + "(" + send.device() + ")";
    } else if (effect instanceof PathEffect.OpenPath open) {
      return name + "(" + open.device() + ")";
    } else if (effect instanceof PathEffect.ConnectPath connect) {
      return name + "(" + connect.device() + ")";
    } else if (effect instanceof PathEffect.AddCandidates add) {
      return name + "(" + add.device() + ")";
    } else if (effect instanceof PathEffect.GateKeysConfirmed gate) {
      return name + "(" + gate.device() + ")";
    } else if (effect instanceof PathEffect.GateTransportConnected gate) {
      return name + "(" + gate.device() + ")";
    } else if (effect instanceof PathEffect.GateAccepted gate) {
      return name + "(" + gate.device() + ")";
    } else if (effect instanceof PathEffect.OpenNext open) {
      return name + "(" + open.device() + ")";
    } else if (effect instanceof PathEffect.AnswerNext answer) {
      return name + "(" + answer.device() + ")";
    } else if (effect instanceof PathEffect.ConnectNext connect) {
      return name + "(" + connect.device() + ")";
    } else if (effect instanceof PathEffect.UseNext use) {
      return name + "(" + use.device() + ")";
    } else if (effect instanceof PathEffect.DropNext drop) {
      return name + "(" + drop.device() + ")";
    } else if (effect instanceof PathEffect.CloseLeg close) {
      return name + "(" + close.device() + ")";
    }
    return name;
  }
}
