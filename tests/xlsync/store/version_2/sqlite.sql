BEGIN TRANSACTION;
CREATE TABLE xlsync_changes (
	convention TEXT NOT NULL, 
	table_name TEXT NOT NULL, 
	row_key TEXT NOT NULL, 
	column_name TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	value TEXT, 
	PRIMARY KEY (convention, table_name, row_key, column_name, revision), 
	FOREIGN KEY(revision) REFERENCES xlsync_revisions (number)
)
 WITHOUT ROWID

;
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','bilan','annee=2026','',1,'1');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','bilan','annee=2026','economies_constatees',1,'41126.5');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','champs','','',1,'1');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','champs','','montant_ari',1,'500000');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','champs','','montant_enveloppe',1,'1045373');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','conventions','','',1,'1');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','conventions','','date_signature',1,'2024-03-30');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','conventions','','titre',1,'Commune d’exemple');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=1','',1,'1');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=1','annee_versement',1,'2024');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=1','differe_ans',1,'0');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=1','duree_ans',1,'13');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=1','montant',1,'170000');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=1','periodicite',1,'Annuelles');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=1','profil',1,'Echéances constantes');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=1','taux',1,'0.02');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=2','',1,'2');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=2','annee_versement',1,'2025');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=2','differe_ans',1,'0');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=2','duree_ans',1,'12');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=2','montant',1,'170000');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=2','periodicite',1,'Annuelles');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=2','profil',1,'Echéances constantes');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=2','taux',1,'0.02');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=3','',1,'3');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=3','annee_versement',1,'2026');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=3','differe_ans',1,'0');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=3','duree_ans',1,'11');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=3','montant',1,'160000');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=3','periodicite',1,'Annuelles');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=3','profil',1,'Echéances constantes');
INSERT INTO "xlsync_changes" VALUES('intracting/exemple','versements','versement=3','taux',1,'0.02');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','champs','','',1,'1');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','champs','','mode_prorata',1,'douziemes');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','champs','','plafond_avec_utilisateurs',1,'non');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','champs','','utilisateurs_prorates',1,'oui');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','conventions','','',1,'1');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','conventions','','statut',1,'projet');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=1','',1,'1');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=1','ajustement',1,'aucun');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=1','article',1,'7.3');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=1','declencheur',1,'Signature des deux parties');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=1','nature',1,'prorata');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=1','obligation',1,'Début du prorata au 1er du mois suivant');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=1','reference',1,'Date de signature');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=1','regle',1,'1er du mois suivant');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=2','',1,'2');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=2','article',1,'7.3');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=2','declencheur',1,'Année civile');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=2','nature',1,'échéance');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=2','obligation',1,'Facturation au 1er trimestre');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=3','',1,'3');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=3','ajustement',1,'suivant');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=3','article',1,'7.3');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=3','declencheur',1,'Signature');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=3','delai',1,'0');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=3','nature',1,'paiement');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=3','obligation',1,'Paiement immédiat de la première année');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=3','reference',1,'Date de signature');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=3','regle',1,'décalage');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=3','sens',1,'après');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=3','unite',1,'jours');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=4','',1,'4');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=4','ajustement',1,'aucun');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=4','article',1,'8');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=4','declencheur',1,'Prise d’effet');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=4','delai',1,'0');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=4','nature',1,'durée');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=4','obligation',1,'Fin au 31/12, puis tacite reconduction d’un an');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=4','reference',1,'Date de fin');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=4','regle',1,'décalage');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=4','sens',1,'après');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=4','unite',1,'jours');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=5','',1,'5');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=5','ajustement',1,'aucun');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=5','article',1,'8');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=5','declencheur',1,'Fin de l’année');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=5','nature',1,'durée');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=5','obligation',1,'Fin de la première reconduction');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=5','parametre',1,'mixeur.duree_reconduction');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=5','reference',1,'Date de fin');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=5','regle',1,'décalage');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=5','sens',1,'après');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=5','unite',1,'annees');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=6','',1,'6');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=6','ajustement',1,'precedent');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=6','article',1,'9.1');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=6','declencheur',1,'Sortie au 31/12');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=6','nature',1,'limite');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=6','obligation',1,'Préavis écrit d’au moins 3 mois');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=6','parametre',1,'mixeur.preavis_sortie');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=6','reference',1,'Date de fin');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=6','regle',1,'décalage');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=6','sens',1,'avant');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=6','unite',1,'mois');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=7','',1,'7');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=7','ajustement',1,'precedent');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=7','article',1,'9.1');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=7','declencheur',1,'Sortie demandée');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=7','nature',1,'limite');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=7','obligation',1,'Préavis écrit d’au moins 3 mois');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=7','parametre',1,'mixeur.preavis_sortie');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=7','reference',1,'Sortie de la communauté (31 décembre)');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=7','regle',1,'décalage');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=7','sens',1,'avant');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=7','unite',1,'mois');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=8','',1,'8');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=8','article',1,'5.1');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=8','declencheur',1,'Signalement un jour ouvré');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=8','nature',1,'garantie');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=8','obligation',1,'Intervention en 4 h ; sinon dans les 5 premières heures de la première plage');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=9','',1,'9');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=9','article',1,'5.1');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=9','declencheur',1,'Interruption du service');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=9','nature',1,'garantie');
INSERT INTO "xlsync_changes" VALUES('mixeur/exemple','echeances','id=9','obligation',1,'Rétablissement en 1 jour ouvré');
CREATE TABLE xlsync_contents (
	hash VARCHAR(64) NOT NULL, 
	data BLOB NOT NULL, 
	PRIMARY KEY (hash)
);
INSERT INTO "xlsync_contents" VALUES('8a9fc5f7124db8abad8c4fc67f414dd6d0c0eebb53e75d2e7098b28f13f92562',X'504B2076657273696F6E2032');
CREATE TABLE xlsync_issues (
	number INTEGER NOT NULL, 
	id VARCHAR(52) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	recipient TEXT NOT NULL, 
	day VARCHAR(10) NOT NULL, 
	convention TEXT NOT NULL, 
	revision VARCHAR(26) NOT NULL, 
	file TEXT NOT NULL, 
	author TEXT NOT NULL, 
	program TEXT NOT NULL, 
	parameters VARCHAR(64) NOT NULL, 
	versions TEXT NOT NULL, 
	time VARCHAR NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (hash, recipient, day), 
	UNIQUE (id), 
	FOREIGN KEY(hash) REFERENCES xlsync_contents (hash)
);
INSERT INTO "xlsync_issues" VALUES(1,'RPB84VER','8a9fc5f7124db8abad8c4fc67f414dd6d0c0eebb53e75d2e7098b28f13f92562','Mairie d’Aulnay','2026-11-30','mixeur/exemple','01M8N3FVVMZ01TNV27NA6Z48MM','mixeur-exemple.xlsx','Gestion','0.1.0','0000000000000000000000000000000000000000000000000000000000000000','[{"code": "mixeur.taux_par_habitant", "start": "2027-01-01", "value": "0.012", "document": "Décision", "article": "annexe 2", "decided": "2026-10-10", "note": "", "convention": ""}]','2026-11-30T00:00:00+00:00');
CREATE TABLE xlsync_meta (
	name VARCHAR NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "xlsync_meta" VALUES('store_id','b571a1db-4bd3-4419-98f5-f79a269c84d7');
INSERT INTO "xlsync_meta" VALUES('schema_version','2');
CREATE TABLE xlsync_revisions (
	number INTEGER NOT NULL, 
	id VARCHAR(26) NOT NULL, 
	parent VARCHAR(26) NOT NULL, 
	time VARCHAR NOT NULL, 
	author TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	message TEXT NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (id), 
	UNIQUE (parent)
);
INSERT INTO "xlsync_revisions" VALUES(1,'01M8N3FVVMZ01TNV27NA6Z48MM','','2026-11-30T02:10:38+00:00','Gestion','test','version 1');
CREATE INDEX ix_xlsync_changes_revision ON xlsync_changes (revision);
CREATE INDEX ix_xlsync_issues_convention ON xlsync_issues (convention);
COMMIT;
