package org.phantomnet.desktop.chat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The help of every command: the one place, to be translated. */
final class HelpWords {
  /**
   * @param usage what to type
   * @param summary one short line
   * @param details more, a paragraph each
   */
  record Help(String usage, String summary, List<String> details) {
    Help {
      details = List.copyOf(details);
    }
  }

  private static final Map<String, Help> ALL = new TreeMap<>();

  static {
    add(
        "add",
        "/add NAME or INVITATION",
        "ask someone to be your contact",
        "A plain name is someone of your own mailbox. For anyone else paste the whole invitation they gave you, with the pin behind '#': it proves which mailbox is the right one.",
        "They must accept before either of you can write or call.");
    add(
        "invite",
        "/invite",
        "show your invitation, for people of other mailboxes",
        "As text and as a QR code. It holds your name, your mailbox and the mailbox's pin: no secret, but give it over a way that nobody can change, or compare safety numbers later.");
    add(
        "accept",
        "/accept NAME",
        "accept a contact request",
        "From then on you can write to and call each other.");
    add(
        "ignore",
        "/ignore NAME",
        "drop a contact request",
        "The other side is not told and may ask again. /block stops that.");
    add(
        "chats",
        "/chats",
        "list all chats",
        "With unread messages, who is verified, and who waits for an answer.");
    add(
        "open",
        "/open NAME",
        "open a chat",
        "What you type without a slash goes to the open chat.");
    add(
        "verify",
        "/verify [NAME] [ok|no]",
        "compare safety numbers",
        "Shows the safety number of your chat and its QR code. Compare it with the other side in person, or by voice if you know the voice. If all digits are the same, type /verify NAME ok.",
        "/verify NAME no takes your word back.");
    add(
        "call",
        "/call [NAME] [MODE] [--video]",
        "call someone",
        "Without a mode, the one set with /mode is used; it is Private unless you changed it. Before the first call with a contact you are shown what the call gives away, and asked.");
    add(
        "answer",
        "/answer",
        "answer the call that rings (F2)",
        "Nothing is sent or heard before you answer.");
    add(
        "decline",
        "/decline",
        "decline the call that rings (F3)",
        "The caller is told that you declined.");
    add("hangup", "/hangup", "end the call (F3)", "Keys of the call are destroyed on both sides.");
    add(
        "mute",
        "/mute",
        "send silence (F4)",
        "The other side hears nothing. On the network it looks as if you spoke.");
    add("unmute", "/unmute", "be heard again (F4)", "Ends /mute.");
    add(
        "hold",
        "/hold",
        "send silence and play nothing",
        "Neither side hears the other, and the other side is not told. On the network it looks as if you spoke.");
    add("unhold", "/unhold", "go on with the call", "Ends /hold; a call that was muted stays so.");
    add(
        "move",
        "/move [number]",
        "take the call that runs to another of your devices",
        "Without a number it lists them. The device rings; when you answer there, the call goes on there and ends here. Until then, and if nobody answers within 30 s, it goes on here.",
        "The other person is not asked, and sees that the call is on another of your devices.");
    add(
        "switch",
        "/switch private|fast",
        "another mode for the call that runs",
        "Stricter: the other side's device agrees by itself, and the call goes on meanwhile. In Fast they have seen your IP by then: that cannot be taken back, and is shown beside the mode.",
        "Weaker: you are warned, and the other person is asked. When they ask you, the mode that the call is in says no; no answer within 30 s is one, too. While you wait for them, it takes your own wish back.");
    add(
        "video",
        "/video [watch|all|low]",
        "ask for video in the call that runs, or say yes to it",
        "The other person is asked, never their device alone. No answer within 30 s is a no. Your pictures are what --pictures named at the start.",
        "When they ask you: watch shows theirs and keeps yours back, all sends yours too, low in low quality. /sound-only says no.");
    add(
        "pictures",
        "/pictures all|low|watch|none",
        "what is sent and shown of pictures",
        "all: yours and theirs. low: yours in low quality. watch: theirs only. none: neither is sent or shown here.",
        "It holds at once, and nothing tells the other side. In a call that rings it holds from its first picture on.");
    add(
        "camera",
        "/camera person|room|all",
        "what is hidden in your camera's pictures",
        "person: people are black, as always at first. room: you are seen, and the room is black. all: everything is black.",
        "It holds at once, in this call and later ones, with a camera as --pictures. What is unclear stays black.");
    add(
        "preview",
        "/preview",
        "see what a call would show of you, or stop seeing it",
        "The very pictures that would be sent, after blackout, and in words why they are as they are: starting, person hidden, all black. Nothing is sent.",
        "A call that begins ends it.");
    add(
        "sound-only",
        "/sound-only",
        "end video for both sides, take it back, or say no to it",
        "No picture is sent or shown from then on, and the other side's stop, too. Video needs a new /video afterwards.");
    add(
        "mode",
        "/mode [NAME] [fast|private|paranoid]",
        "the mode in which calls to a contact start",
        "private: your IP is hidden from the peer. This is the default.",
        "paranoid: highest concealment, expect delay.",
        "fast: the peer may see your IP. You are warned before the first such call.");
    add(
        "floor",
        "/floor [NAME] [fast|private|paranoid]",
        "the weakest mode you take from a contact",
        "A call in a weaker mode does not ring: the caller is told which mode you take, and can call again in it.");
    add(
        "require-pq",
        "/require-pq on|off [NAME]",
        "insist on post-quantum protection of the sound",
        "With it on, a call without the second, post-quantum layer is not made.");
    add(
        "block",
        "/block NAME",
        "block someone",
        "Nothing of theirs shows, rings or is answered, and they are not told.");
    add("unblock", "/unblock NAME", "end a block", "They can write and call again.");
    add(
        "history",
        "/history [NAME]",
        "list calls",
        "Newest first. The list stays on this device and follows each chat's /autodelete.");
    add(
        "receipt",
        "/receipt [NUMBER]",
        "what a call gave away",
        "1 is the newest call of /history. The receipt counts what left this device, what was accepted and what was refused.");
    add(
        "autodelete",
        "/autodelete 1h|1d|7d|off [NAME]",
        "let a chat's records vanish",
        "Messages, calls, receipts and the security log of this chat are removed from this device when they are older. The other side keeps its own.");
    add(
        "acknowledge",
        "/acknowledge NAME",
        "go on after a safety number changed",
        "Compare the new number first (/verify). Until you acknowledge, no message or call goes to this contact.");
    add(
        "security-log",
        "/security-log [NAME]",
        "what happened to the security of your account and chats",
        "Changed keys, verifications, modes, blocks. It never leaves this device.");
    add(
        "devices",
        "/devices",
        "list the devices of your account",
        "Each has a number; the first one links and unlinks the others.");
    add(
        "link",
        "/link CODE [NAME]",
        "add a device to your account",
        "Start the chat on the new device, choose \"a device of an account I have\", and type or paste the code that it shows. You are asked before anything is sent.",
        "Never link a code that somebody sent you: their device would read everything from then on.");
    add(
        "unlink",
        "/unlink NUMBER",
        "take a device off your account",
        "It can neither read nor write in your name any more; what it has received stays on it. Contacts are told.");
    add(
        "clear",
        "/clear",
        "clear notices and close what is shown (Esc)",
        "Nothing stored is removed; see /autodelete for that.");
    add(
        "help",
        "/help [COMMAND]",
        "explain the commands",
        "Tab completes commands, names and modes.",
        "Marks behind your messages: . waiting for the mailbox, one tick: at the mailbox, two ticks: on their device, x: could not be delivered.");
    add(
        "wait",
        "/wait STEP, EVENT or EVENT:VALUE [SECONDS]",
        "wait for a step of a call, or an event (scripts only)",
        "STEP is dialing, ringing, incoming, connecting, connected, reconnecting or ended. ended: the call is over and stands in /history.",
        "EVENT is the name of an event; with VALUE, one that has a field of that value, or a field of that name that is true: /wait call:DECLINED, /wait call:firstAudio. Each event ends one wait, and takes those before it along. Without SECONDS, 30.");
    add(
        "pass",
        "/pass [PASS | forget ISSUER]",
        "keep what an operator gave you for tokens",
        "Relays let you in by anonymous tokens, which your device earns by a second of work now and then. A pass, invite:ISSUER#CODE or hook:ISSUER#TEXT, gets them without. The issuer learns that its pass is used and when, not for which relay or call.",
        "Without anything behind it, lists your passes and how they do.");
    add("yes", "/yes", "confirm what was asked (Enter)", "Confirms the question that is shown.");
    add("no", "/no", "drop what was asked (Esc)", "Nothing is done.");
    add(
        "speaker",
        "/speaker [list|default|NAME]",
        "choose the loudspeaker",
        "A part of the name is enough. In a call the sound moves over at once.");
    add(
        "mic",
        "/mic [list|default|NAME]",
        "choose the microphone",
        "A part of the name is enough. In a call the new one is used at once.");
    add(
        "quit",
        "/quit",
        "leave",
        "Ends a running call. Messages that wait are sent at the next start.");
  }

  private HelpWords() {}

  private static void add(String name, String usage, String summary, String... details) {
    ALL.put(name, new Help(usage, summary, List.of(details)));
  }

  static Optional<Help> of(String name) {
    return Optional.ofNullable(ALL.get(name));
  }
}
