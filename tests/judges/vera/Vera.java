// Asks veraPDF about PDF files: `Vera FLAVOURS FILE...`, where the flavours are ua1, 3a, or both with a comma.
// Prints a line of tabs for each rule that is broken: file, flavour, clause and test, what it says; "-" where a file is sound.

import java.io.FileInputStream;
import java.io.InputStream;
import java.util.TreeMap;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.gf.model.impl.containers.StaticContainers;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

public class Vera {
  public static void main(String[] arguments) {
    LogManager.getLogManager().reset();
    VeraGreenfieldFoundryProvider.initialise();
    for (String name : arguments[0].split(",")) {
      PDFAFlavour flavour = PDFAFlavour.fromString(name);
      if (flavour == PDFAFlavour.NO_FLAVOUR) {
        throw new IllegalArgumentException(name);
      }
      for (int i = 1; i < arguments.length; i++) {
        judge(arguments[i], flavour);
      }
    }
  }

  private static void judge(String file, PDFAFlavour flavour) {
    TreeMap<String, String> broken = new TreeMap<>();
    StaticContainers.clearAllContainers(); // the ids of notes outlive the file that they were met in
    try (InputStream input = new FileInputStream(file);
        PDFAParser parser = Foundries.defaultInstance().createParser(input, flavour);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
      for (TestAssertion found : validator.validate(parser).getTestAssertions()) {
        if (found.getStatus() == TestAssertion.Status.FAILED) {
          String rule = found.getRuleId().getClause() + "-" + found.getRuleId().getTestNumber();
          broken.putIfAbsent(rule, found.getMessage());
        }
      }
    } catch (Exception error) {
      broken.put("unreadable", String.valueOf(error.getMessage()));
    }
    if (broken.isEmpty()) {
      broken.put("-", "");
    }
    String head = file + "\t" + flavour.getId() + "\t";
    broken.forEach((rule, message) -> System.out.println(head + rule + "\t" + message.replaceAll("\\s+", " ")));
  }
}
