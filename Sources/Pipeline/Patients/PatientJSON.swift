import ClinicalText
import JSONReading

/// Patients as JSON: objects with the names of the table's columns, or FHIR.
struct PatientJSON {
  private let file: PatientFile
  private let scanner = JSONScanner()

  init(_ file: PatientFile) { self.file = file }

  func read(_ bytes: [UInt8], into log: inout some PatientSink) throws(Fault) -> Int {
    let padded = bytes + [UInt8](repeating: 0, count: 64)
    return try padded.withUnsafeBufferPointer { buffer throws(Fault) in
      let whole = UnsafeBufferPointer(rebasing: buffer[..<bytes.count])
      let scanned = scanner.scan(whole)
      if scanned.fault == nil { return try value(scanned.root, scanned.members, line: 1, &log) }
      // One object on each line.
      var count = 0
      var line = 1
      var start = 0
      while start < whole.count {
        let end = whole[start...].firstIndex(of: 0x0A) ?? whole.count
        let part = UnsafeBufferPointer(rebasing: whole[start..<end])
        if part.contains(where: { $0 > 0x20 }) {
          let scanned = scanner.scan(part)
          guard scanned.fault == nil, scanned.root == .object else {
            throw file.fault("neither one JSON value nor one object on each line", line: line)
          }
          count += try value(scanned.root, scanned.members, line: line, &log)
        }
        start = end + 1
        line += 1
      }
      return count
    }
  }

  private func value(
    _ root: JSONMember.Kind?, _ members: [JSONMember], line: Int, _ log: inout some PatientSink
  ) throws(Fault) -> Int {
    switch root {
    case .array:
      var count = 0
      for element in members {
        guard element.kind == .object else { throw file.fault("an element that is no object", line: line) }
        count += try value(.object, scanner.scan(element.token).members, line: line, &log)
      }
      return count
    case .object:
      let fields = named(members)
      switch fields["resourceType"].map(scanner.string) {
      case "Bundle":
        var count = 0
        for entry in list(fields["entry"]) {
          guard let resource = object(entry)["resource"] else { continue }
          if object(resource)["resourceType"].map(scanner.string) == "Patient" {
            count += try value(.object, scanner.scan(resource.token).members, line: line, &log)
          }
        }
        return count
      case "Patient": try file.add(fhir(fields), line: line, to: &log)
      case let other?: throw file.fault("a FHIR \(other) where a Patient or Bundle is expected", line: line)
      case nil:
        if let patients = fields["patients"], patients.kind == .array {
          return try value(.array, scanner.scan(patients.token).members, line: line, &log)
        }
        try file.add(try plain(members, line: line), line: line, to: &log)
      }
      return 1
    default: throw file.fault("expected objects of patients", line: line)
    }
  }

  private func plain(_ members: [JSONMember], line: Int) throws(Fault) -> PatientBuilder {
    var patient = PatientBuilder()
    let names = members.map(scanner.key)
    for (member, name) in zip(members, names) {
      let isID = name == "id" && !names.contains("patient_id")
      guard let field = isID ? .patientID : PatientField(name) else {
        file.report("\(file.path): a member that is not known is not searched for: \(name)")
        continue
      }
      switch member.kind {
      case .string, .number: patient.add(field, scanner.string(member))
      case .array:
        for element in scanner.scan(member.token).members where element.kind != .null {
          guard element.kind == .string || element.kind == .number else {
            throw file.fault("\(name) holds something that is no string", line: line)
          }
          patient.add(field, scanner.string(element))
        }
      case .null: continue
      default: throw file.fault("\(name) must be a string or an array of strings", line: line)
      }
    }
    return patient
  }

  // MARK: FHIR R4 Patient (https://hl7.org/fhir/R4/patient.html)

  private func fhir(_ fields: [String: JSONMember]) -> PatientBuilder {
    var patient = PatientBuilder()
    func add(_ field: PatientField, _ member: JSONMember?) {
      guard let member, member.kind == .string else { return }
      patient.add(field, scanner.string(member))
    }
    func addName(_ member: JSONMember, _ field: PatientFact.Field) {
      let name = object(member)
      add(.fact(field), name["text"])
      let parts = list(name["given"]) + (name["family"].map { [$0] } ?? [])
      let whole = parts.filter { $0.kind == .string }.map(scanner.string).joined(separator: " ")
      if !whole.isEmpty { patient.add(.fact(field), whole) }
    }
    func addTelecom(_ member: JSONMember?) {
      for point in list(member).map(object) {
        switch point["system"].map(scanner.string) {
        case "email": add(.fact(.email), point["value"])
        case "fax": add(.fact(.fax), point["value"])
        case "phone", "sms", "pager": add(.fact(.phone), point["value"])
        default: add(.fact(.untyped), point["value"])
        }
      }
    }
    func addAddress(_ member: JSONMember) {
      let address = object(member)
      add(.fact(.address), address["text"])
      for line in list(address["line"]) { add(.fact(.address), line) }
      add(.fact(.town), address["city"])
      add(.fact(.zip), address["postalCode"])
    }
    add(.patientID, fields["id"])
    for identifier in list(fields["identifier"]).map(object) {
      let codes = list(object(identifier["type"])["coding"]).map(object).compactMap { $0["code"].map(scanner.string) }
      // Notes may name the patient by any of the identifiers.
      add(.patientID, identifier["value"])
      add(
        .fact(codes.contains("SS") ? .socialSecurity : codes.contains("MR") ? .medicalRecord : .id), identifier["value"]
      )
    }
    for name in list(fields["name"]) { addName(name, .name) }
    addTelecom(fields["telecom"])
    add(.fact(.birthDate), fields["birthDate"])
    for address in list(fields["address"]) { addAddress(address) }
    for contact in list(fields["contact"]).map(object) {
      if let name = contact["name"] { addName(name, .relative) }
      addTelecom(contact["telecom"])
      if let address = contact["address"] { addAddress(address) }
      if let organization = contact["organization"] { add(.fact(.employer), object(organization)["display"]) }
    }
    return patient
  }

  private func named(_ members: [JSONMember]) -> [String: JSONMember] {
    var fields: [String: JSONMember] = [:]
    for member in members { fields[scanner.key(member)] = member }
    return fields
  }

  private func object(_ member: JSONMember?) -> [String: JSONMember] {
    guard let member, member.kind == .object else { return [:] }
    return named(scanner.scan(member.token).members)
  }

  private func list(_ member: JSONMember?) -> [JSONMember] {
    guard let member, member.kind == .array else { return [] }
    return scanner.scan(member.token).members
  }
}
