// Asks veraPDF about PDF files: `Vera FLAVOURS FILE...`, where the flavours are ua1, 3a, or both with a comma.
// A file is read once, whatever it is asked for.
// Prints a line of tabs for each rule that is broken: file, flavour, clause and test, what it says; "-" where a file is sound.

import java.io.FileInputStream;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.gf.model.impl.containers.StaticContainers;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class Vera {
  public static void main(String[] arguments) {
    LogManager.getLogManager().reset();
    VeraGreenfieldFoundryProvider.initialise();
    List<PDFAFlavour> flavours = Stream.of(arguments[0].split(",")).map(Vera::flavour).toList();
    for (int i = 1; i < arguments.length; i++) {
      judge(arguments[i], flavours);
    }
  }

  private static PDFAFlavour flavour(String name) {
    PDFAFlavour flavour = PDFAFlavour.fromString(name);
    if (flavour == PDFAFlavour.NO_FLAVOUR) {
      throw new IllegalArgumentException(name);
    }
    return flavour;
  }

  private static void judge(String file, List<PDFAFlavour> flavours) {
    Map<PDFAFlavour, TreeMap<String, String>> broken = new EnumMap<>(PDFAFlavour.class);
    flavours.forEach(flavour -> broken.put(flavour, new TreeMap<>()));
    StaticContainers.clearAllContainers(); // the ids of notes outlive the file that they were met in
    try (InputStream input = new FileInputStream(file);
        PDFAParser parser = Foundries.defaultInstance().createParser(input, flavours.get(flavours.size() - 1));
        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavours)) {
      for (ValidationResult result : validator.validateAll(parser)) {
        note(result, broken.get(result.getPDFAFlavour()));
      }
    } catch (Exception error) {
      broken.values().forEach(rules -> rules.put("unreadable", String.valueOf(error.getMessage())));
    }
    broken.forEach((flavour, rules) -> print(file + "\t" + flavour.getId() + "\t", rules));
  }

  private static void note(ValidationResult result, TreeMap<String, String> rules) {
    for (TestAssertion found : result.getTestAssertions()) {
      if (found.getStatus() == TestAssertion.Status.FAILED) {
        rules.putIfAbsent(found.getRuleId().getClause() + "-" + found.getRuleId().getTestNumber(), found.getMessage());
      }
    }
  }

  private static void print(String head, TreeMap<String, String> rules) {
    if (rules.isEmpty()) {
      rules.put("-", "");
    }
    rules.forEach((rule, message) -> System.out.println(head + rule + "\t" + message.replaceAll("\\s+", " ")));
  }
}
